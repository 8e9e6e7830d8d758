/* The list for the police: print, copy, clear. Nothing is sent or kept. */
(() => {
  "use strict";
  const boxes = [...document.querySelectorAll("textarea")];
  const said = document.getElementById("said");
  const buttons = document.querySelector(".buttons");

  const framed = window.frameElement;

  /** Inside /missing the frame is as tall as the list, so that nothing scrolls within it. */
  function fitFrame() {
    if (framed) framed.style.height = `${document.querySelector("main").scrollHeight + 16}px`;
  }

  /** Make a box as tall as its words, on screen and so on paper too. */
  function fit(box) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  }

  function clear() {
    for (const box of boxes) {
      box.value = "";
      fit(box);
    }
  }

  function asText() {
    const lines = [];
    for (const part of document.querySelectorAll("section")) {
      lines.push(part.querySelector("h2").textContent.toUpperCase());
      for (const box of part.querySelectorAll("textarea")) {
        const label = document.querySelector(`label[for="${box.id}"]`).firstChild.textContent.trim();
        lines.push(`${label}: ${box.value.trim() || "-"}`);
      }
      lines.push("");
    }
    return lines.join("\n");
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(asText());
      said.textContent = "Copied. Other apps can read what was copied: paste it soon, then copy something else.";
    } catch {
      said.textContent = "Your browser did not let us copy. You can print it, or take a photo of the screen.";
    }
  }

  if (framed) document.documentElement.classList.add("framed");
  buttons.hidden = false;
  new ResizeObserver(fitFrame).observe(document.querySelector("main"));
  for (const box of boxes) box.addEventListener("input", () => fit(box));
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("copy").addEventListener("click", copy);
  document.getElementById("clear").addEventListener("click", () => {
    clear();
    said.textContent = "All is cleared.";
    boxes[0].focus();
  });
  // A page that the browser keeps for the Back button would bring the words back.
  window.addEventListener("pagehide", clear);
  window.addEventListener("pageshow", clear);
})();
