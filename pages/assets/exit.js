/* "Exit this page": cover the page, clear what can be cleared, leave so that Back does not return.
   It needs no other script and no style sheet, waits for none, and keeps to script that old phones
   know: it must work alone, as soon as the button is there. */
(() => {
  "use strict";
  const PRESSES = 3;
  const PATIENCE_MS = 5000;
  const COOKIES = ["_streamlit_xsrf", "_xsrf"];
  const MORE = ["", "Shift: press 2 more times to exit.", "Shift: press 1 more time to exit."];
  const OVER = "You are still on this page. To exit, press Shift 3 times.";
  const HOW_ELSE = ", or press Shift 3 times";
  const root = document.documentElement;
  const button = document.getElementById("exit");
  // Inside a page of ours that page does all of this, for what is in its frames too.
  if (!button || window.frameElement) return;

  let cover = null;
  let leaving = false;
  let presses = 0;
  let alone = false;
  let timer = 0;

  /** Set styles by script, which every policy allows; what a browser does not know is passed over. */
  function dress(element, styles) {
    for (const name of Object.keys(styles)) element.style.setProperty(name, styles[name], "important");
    return element;
  }

  function make(name, styles) {
    return dress(document.createElement(name), styles);
  }

  /* What the page says and shows of the presses. */

  const HIDDEN = { position: "absolute", width: "1px", height: "1px", overflow: "hidden", "clip-path": "inset(50%)" };
  const UNDER = {
    position: "absolute", left: "50%", bottom: "-15px", transform: "translateX(-50%)", display: "none",
    padding: "2px 4px", "border-radius": "9px", color: "#000", background: "#fff",
  };
  const LIGHT = {
    display: "inline-block", "box-sizing": "border-box", width: "12px", height: "12px", margin: "0 2px",
    border: "2px solid", "border-radius": "50%",
  };
  const spoken = make("span", HIDDEN);
  spoken.setAttribute("role", "status");
  const lights = make("span", UNDER);
  lights.setAttribute("aria-hidden", "true");

  function show(count) {
    dress(lights, { display: count ? "flex" : "none" });
    for (let at = 0; at < PRESSES; at += 1) dress(lights.children[at], { "border-width": at < count ? "6px" : "2px" });
  }

  /* On the way out. */

  /** Cover all there is, as an empty page of the browser itself would look. */
  function coverPage() {
    if (cover) return;
    cover = make("div", { position: "fixed", top: 0, left: 0, width: "100%", height: "100%", "z-index": 2147483647, background: "#fff", color: "#000" });
    dress(cover, { background: "Canvas", color: "CanvasText" });
    cover.setAttribute("role", "alert");
    for (const part of document.body.children) dress(part, { display: "none" });
    document.body.appendChild(cover);
    cover.textContent = "Loading.";
  }

  function uncoverPage() {
    if (!cover) return;
    cover.remove();
    cover = null;
    for (const part of document.body.children) part.style.removeProperty("display");
  }

  function clearFields() {
    for (const field of document.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea")) field.value = "";
  }

  /** What is in a frame goes with it, and nothing in it can ask whether to stay. */
  function dropFrames() {
    for (const frame of document.querySelectorAll("iframe")) frame.remove();
  }

  function clearKept() {
    for (const name of COOKIES) document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Lax`;
    window.sessionStorage.clear();
    window.localStorage.clear();
  }

  /** Another site may show this page in a frame: then all of it has to go. */
  function go() {
    if (window.top === window) window.location.replace(button.href);
    else window.top.location.replace(button.href);
  }

  function attempt(step) {
    try {
      step();
    } catch (error) {
      // Nothing may keep anybody from leaving: neither forbidden storage nor a bug of ours.
    }
  }

  function leave() {
    leaving = true;
    // The list for the police asks nothing when it sees this.
    root.classList.add("leaving");
    const hush = () => {
      spoken.textContent = "";
      show(0);
    };
    // What still loads would only hold up the page that comes.
    for (const step of [coverPage, hush, clearFields, dropFrames, clearKept, () => window.stop()]) attempt(step);
    try {
      go();
    } catch (error) {
      window.location.replace(button.href);
    }
  }

  /* Shift, three times. A Shift that goes with another key or a click is none of them. */

  function forget() {
    clearTimeout(timer);
    presses = 0;
    show(0);
  }

  function expire() {
    forget();
    spoken.textContent = OVER;
    timer = setTimeout(() => (spoken.textContent = ""), PATIENCE_MS);
  }

  function count() {
    presses += 1;
    show(presses);
    clearTimeout(timer);
    if (presses >= PRESSES) {
      presses = 0;
      leave();
      return;
    }
    spoken.textContent = MORE[presses];
    timer = setTimeout(expire, PATIENCE_MS);
  }

  function keyDown(event) {
    if (event.key !== "Shift") {
      alone = false;
      if (presses) expire();
    } else if (!event.repeat) {
      alone = !event.ctrlKey && !event.altKey && !event.metaKey;
    }
  }

  function keyUp(event) {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count();
  }

  function notAlone() {
    alone = false;
  }

  /** Hear the keys of a window and of the frames in it that are ours, as they come. */
  function listenIn(place) {
    place.addEventListener("keydown", keyDown, true);
    place.addEventListener("keyup", keyUp, true);
    for (const name of ["pointerdown", "wheel"]) place.addEventListener(name, notAlone, { capture: true, passive: true });
    place.document.addEventListener("load", frameCame, true);
    for (const frame of place.document.querySelectorAll("iframe")) attempt(() => listenIn(frame.contentWindow));
  }

  function frameCame(event) {
    // One of another site can't be looked into: that is passed over.
    if (event.target.localName === "iframe") attempt(() => listenIn(event.target.contentWindow));
  }

  /* Links, and coming back. */

  function pressed(event) {
    const link = event.target.closest && event.target.closest("[data-exit]");
    if (!link) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave();
  }

  /** A page that the browser kept holds what was typed and found: cover it, then get a new one. */
  function cameBack(event) {
    leaving = false;
    root.classList.remove("leaving");
    forget();
    spoken.textContent = "";
    if (!event.persisted) return;
    clearFields();
    // Without a signal there is no new page to get, and this one still has the numbers to ring.
    if (navigator.onLine === false) uncoverPage();
    else window.location.replace(window.location.pathname + window.location.search);
  }

  for (let at = 0; at < PRESSES; at += 1) lights.appendChild(make("span", LIGHT));
  if (getComputedStyle(button).position === "static") dress(button, { position: "relative" });
  button.appendChild(lights);
  button.insertAdjacentElement("afterend", spoken);
  for (const link of document.querySelectorAll("[data-exit]")) {
    if (link !== button) link.append(HOW_ELSE);
  }
  document.addEventListener("click", pressed, true);
  window.addEventListener("pagehide", (event) => event.persisted && attempt(coverPage));
  window.addEventListener("pageshow", cameBack);
  // First of those that are asked, so that no other can stop an exit.
  window.addEventListener("beforeunload", (event) => leaving && event.stopImmediatePropagation(), true);
  listenIn(window);
})();
