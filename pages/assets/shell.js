/* What the bars around Streamlit do beyond being links. Each part works on its own. */
(() => {
  "use strict";
  const SLOW_AFTER_MS = 8000;
  const ELEMENTS = '#root [data-testid="stElementContainer"]';
  const SKELETON = '[data-testid="stAppSkeleton"]';

  /** Cover the page, then leave it in such a way that Back does not return here. */
  function leave(address) {
    document.documentElement.classList.add("leaving");
    window.location.replace(address);
  }

  function upgradeExit(link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(link.href);
    });
    // A page kept for the Back button would come back covered.
    window.addEventListener("pageshow", () => document.documentElement.classList.remove("leaving"));
  }

  function watchLoading(notice) {
    const shown = () =>
      [...document.querySelectorAll(ELEMENTS)].some((element) => !element.querySelector(SKELETON));
    setTimeout(() => {
      if (shown()) return;
      notice.textContent = notice.dataset.text;
      new MutationObserver((_, observer) => {
        if (!shown()) return;
        notice.textContent = "";
        observer.disconnect();
      }).observe(document.getElementById("root"), { childList: true, subtree: true });
    }, SLOW_AFTER_MS);
  }

  /** Speak the text of [data-announce] when it changes: Streamlit replaces its node, so it can't. */
  function announceChanges(region) {
    let last = null;
    let waiting = 0;
    const look = () => {
      const text = document.querySelector("#root [data-announce]")?.textContent.trim();
      if (!text || text === last) return;
      if (last !== null) region.textContent = text;
      last = text;
    };
    new MutationObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 300);
    }).observe(document.getElementById("root"), { childList: true, subtree: true, characterData: true });
  }

  /** When Streamlit takes away what has the focus, put it on what came before, in the results. */
  function keepFocus(root) {
    const heading = () => root.querySelector("[data-announce]");
    const isAfter = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    let held = null;
    let before = [];
    document.addEventListener("focusin", ({ target }) => {
      held = root.contains(target) ? target : null;
      const start = heading();
      before = [...root.querySelectorAll("a[href], button, summary, input")].filter(
        (stop) => held && start && isAfter(start, stop) && isAfter(stop, held)
      );
    });
    new MutationObserver(() => {
      if (!held || held.isConnected || document.activeElement !== document.body) return;
      const next = before.filter((stop) => stop.isConnected).pop() || heading();
      if (!next) return;
      if (next.tabIndex < 0) next.tabIndex = -1;
      next.focus();
    }).observe(root, { childList: true, subtree: true });
  }

  upgradeExit(document.getElementById("exit"));
  watchLoading(document.getElementById("slow"));
  announceChanges(document.getElementById("announcer"));
  keepFocus(document.getElementById("root"));
})();
