/* A browser may call a site ahead as soon as a finger rests on a link to it, also to scroll the page.
   So at that moment the link leads nowhere; it does again before anything is pressed. */
(() => {
  "use strict";
  let held = null;

  function giveBack() {
    held?.link.setAttribute("href", held.href);
    held = null;
  }

  function hold({ target, pointerType }) {
    giveBack();
    const link = pointerType === "mouse" ? null : target.closest?.("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || link.origin === location.origin) return;
    held = { link, href: link.getAttribute("href") };
    link.removeAttribute("href");
  }

  addEventListener("pointerover", hold, { capture: true });
  for (const name of ["pointerdown", "pointerout"]) addEventListener(name, giveBack, { capture: true });
})();
