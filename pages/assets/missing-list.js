/* The list for the police: print, copy, clear. Nothing is sent or kept. */
(() => {
  "use strict";
  const boxes = [...document.querySelectorAll("textarea")];
  const said = document.getElementById("said");
  const framed = window.frameElement;
  const ROOT = framed ? window.parent.document.documentElement : document.documentElement;

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
    mark();
  }

  /** Say on the page around this one whether words would be lost by leaving it. */
  function mark() {
    const filled = boxes.some((box) => box.value.trim());
    if (filled) ROOT.dataset.unsaved = "list";
    else delete ROOT.dataset.unsaved;
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

  const actions = {
    print: () => window.print(),
    copy: async () => {
      try {
        await navigator.clipboard.writeText(asText());
        said.textContent = "Copied. Other apps can read what was copied: paste it soon, then copy something else.";
      } catch {
        said.textContent = "Your browser did not let us copy. You can print it, or take a photo of the screen.";
      }
    },
    clear: () => {
      if (!window.confirm("Clear the whole list?")) return;
      clear();
      said.textContent = "All is cleared.";
      boxes[0].focus();
    },
  };

  if (framed) document.documentElement.classList.add("framed");
  for (const row of document.querySelectorAll(".buttons")) row.hidden = false;
  document.addEventListener("click", ({ target }) => actions[target.dataset.do]?.());
  new ResizeObserver(fitFrame).observe(document.querySelector("main"));
  document.addEventListener("input", ({ target }) => {
    fit(target);
    mark();
  });
  // Asked by the browser itself before another page comes; never on the way out by "Exit this page".
  window.addEventListener("beforeunload", (event) => {
    if (ROOT.dataset.unsaved && !ROOT.classList.contains("leaving")) event.preventDefault();
  });
  // A page that the browser keeps for the Back button would bring the words back.
  window.addEventListener("pagehide", clear);
  window.addEventListener("pageshow", clear);
})();
