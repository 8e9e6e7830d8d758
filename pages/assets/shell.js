/* What the bars around Streamlit do beyond being links. Each part works on its own. */
(() => {
  "use strict";
  const SLOW_AFTER_MS = 4000;
  const LINKED = ["for", "topic", "borough", "service"];
  const ELEMENTS = '#root [data-testid="stElementContainer"]:not(.st-key-menu *)';
  const SKELETON = '[data-testid="stAppSkeleton"]';

  const shown = () =>
    [...document.querySelectorAll(ELEMENTS)].some((element) => !element.querySelector(SKELETON));

  /** The line under the menu: what is wrong, and the way to the page that needs less. */
  function notices(box) {
    const plain = document.querySelector("[data-counterpart]");
    const clear = (...kinds) => {
      if (!kinds.includes(box.dataset.says)) return;
      delete box.dataset.says;
      box.textContent = "";
    };
    const say = (kind) => {
      if (box.dataset.says === kind) return;
      box.dataset.says = kind;
      box.textContent = box.dataset[kind];
      if (!plain || kind === "nowhere") return;
      const link = plain.cloneNode();
      link.textContent = "Open the plain page";
      box.append(" ", link);
    };
    return { say, clear, silent: () => !box.dataset.says };
  }

  /** Say that the page is slow, or at once that it failed, until there is something of it. */
  function watchLoading(notice, root) {
    const isTheirs = ({ localName, src }) => localName === "script" && src.includes("/static/");
    const failed = () => shown() || notice.say("failed");
    setTimeout(() => shown() || !notice.silent() || notice.say("slow"), SLOW_AFTER_MS);
    window.addEventListener("error", ({ target }) => isTheirs(target) && failed(), true);
    window.addEventListener("vite:preloadError", failed);
    new MutationObserver(() => {
      if (!notice.silent() && shown()) notice.clear("slow", "failed");
    }).observe(root, { childList: true, subtree: true });
  }

  /** Keep the links to the plain page on the page that is open, and on what its address says. */
  function followCounterpart(menu) {
    const links = () => document.querySelectorAll("[data-counterpart]");
    const follow = () => {
      const here = [...menu.querySelectorAll("[data-plain]")].find((link) => link.pathname === location.pathname);
      const said = new URLSearchParams(location.search);
      for (const key of [...said.keys()]) if (!LINKED.includes(key)) said.delete(key);
      const query = location.pathname !== "/" && said.toString() ? `?${said}` : "";
      for (const link of links()) link.href = `${here?.dataset.plain ?? "/plain"}${query}`;
    };
    // The address can change without the page: look again before the link is followed.
    document.addEventListener("click", ({ target }) => target.closest("[data-counterpart]") && follow(), true);
    return follow;
  }

  /** Speak [data-announce] and [data-say] when they change: Streamlit replaces their nodes, so they can't. */
  function announceChanges(region) {
    let last = null;
    let told = [];
    let waiting = 0;
    const look = () => {
      const answers = [...document.querySelectorAll("#root [data-say]:not(:empty)")];
      // The count beside the words tells the same answer, given again, from an old one.
      const given = answers.map((answer) => `${answer.dataset.say} ${answer.textContent.trim()}`);
      const words = answers.filter((_, at) => !told.includes(given[at])).map((answer) => answer.textContent.trim());
      const text = document.querySelector("#root [data-announce]")?.textContent.trim() || last;
      if (text !== last && last !== null) words.push(text);
      if (words.length) {
        region.textContent = "";
        region.append(words.join(" "));
      }
      told = given;
      last = text;
    };
    new MutationObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 300);
    }).observe(document.getElementById("root"), { childList: true, subtree: true, characterData: true });
  }

  /** When Streamlit takes away what has the focus, put it on what came before, in the results. */
  function keepFocus(root) {
    const heading = () => root.querySelector("[data-announce]") ?? root.querySelector("h1");
    const isAfter = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    const stops = (part) => [...part.querySelectorAll("a[href], button:enabled, summary, input, textarea")];
    let held = null;
    let before = [];
    let entry = null;
    let place = 0;
    document.addEventListener("focusin", ({ target }) => {
      held = root.contains(target) ? target : null;
      const start = heading();
      before = stops(root).filter(
        (stop) => held && start && isAfter(start, stop) && isAfter(stop, held)
      );
      entry = held?.closest('[class*="-entry-"]') ?? null;
      place = entry ? stops(entry).indexOf(held) : 0;
    });
    // What takes the place of a button, such as "Give back" for "Take", comes where it was.
    const instead = () => (entry?.isConnected ? (stops(entry)[place] ?? stops(entry).pop()) : null);
    const again = () => (held.id ? document.getElementById(held.id) : null);
    new MutationObserver(() => {
      if (!held || held.isConnected || document.activeElement !== document.body) return;
      const title = held.tagName === "H1" ? root.querySelector("h1") : null;
      const next = title || again() || instead() || before.filter((stop) => stop.isConnected).pop() || heading();
      if (!next) return;
      if (next.tabIndex < 0) next.tabIndex = -1;
      next.focus();
    }).observe(root, { childList: true, subtree: true });
  }

  /** Change the page without loading everything again, where Streamlit is there to do it. */
  function upgradeMenu(menu, root) {
    const links = [...menu.querySelectorAll("a[data-page]")];
    const mark = () =>
      links.forEach((link) => {
        if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#menu a, #root a");
      if (!link || link.target || link.search || link.hash || link.closest(".st-key-menu")) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const page = links.findIndex((known) => known.href === link.href);
      const theirs = root.querySelectorAll(".st-key-menu a")[page];
      if (!theirs) return;
      event.preventDefault();
      if (mayLeave()) theirs.click();
    });
    mark();
    return mark;
  }

  /** Ask first, where words on this page would be lost. Leaving for good is never asked about. */
  function mayLeave() {
    const root = document.documentElement;
    const may = !root.dataset.unsaved || window.confirm("Your list will be gone. Leave this page?");
    if (may) delete root.dataset.unsaved;
    return may;
  }

  /** Go to a place on this page without a new entry in the history, and take the focus there. */
  function jumpInPlace() {
    let late = null;
    document.addEventListener("click", (event) => {
      late?.disconnect();
      const name = event.target.closest('a[href^="#"]')?.getAttribute("href").slice(1);
      if (!name) return;
      event.preventDefault();
      if (goTo(name)) return;
      // Pressed while the page still comes in: go there as soon as it is there.
      late = new MutationObserver((_, watched) => goTo(name) && watched.disconnect());
      late.observe(document.body, { childList: true, subtree: true });
      setTimeout((given) => given.disconnect(), 10_000, late);
    });
  }

  /** Show a part of the page and take the focus there; say whether it is there. */
  function goTo(name) {
    const target = document.getElementById(name);
    if (!target) return false;
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
    return true;
  }

  /** Streamlit's dialogs would take 999, exit, menu and helplines away: give them back. */
  function keepReachable(notice) {
    const ours = [...document.querySelectorAll(".skip, .bar, .menu, .notice, .spoken")];
    const lost = () => {
      const app = document.querySelector('[data-testid="stApp"]');
      return app && app.dataset.testConnectionState !== "CONNECTED";
    };
    const failure = () => (shown() ? "lost" : "failed");
    const free = () => {
      for (const part of ours) {
        part.inert = false;
        part.removeAttribute("aria-hidden");
      }
    };
    const watched = new MutationObserver(() => {
      if (ours.some((part) => part.inert || part.ariaHidden)) free();
    });
    for (const part of ours) watched.observe(part, { attributeFilter: ["inert", "aria-hidden"] });

    new MutationObserver(() => {
      const dialog = document.querySelector('body > [data-testid="stDialog"] [role="dialog"]');
      const missing = dialog?.textContent.includes("Page not found");
      if (!dialog || (!missing && !lost())) return;
      // Its words are not ours and its place is over everything: say it in the bar instead.
      notice.say(missing ? "nowhere" : failure());
      dialog.querySelector("button[aria-label]")?.click();
    }).observe(document.body, { childList: true });

    new MutationObserver((changes) => {
      if (!lost()) notice.clear("lost");
      // Refused by the network on the way, which Streamlit tries again without a word.
      else if (changes.some((change) => change.oldValue === "CONNECTING")) notice.say(failure());
    }).observe(document.getElementById("root"), {
      subtree: true,
      attributeFilter: ["data-test-connection-state"],
      attributeOldValue: true,
    });
  }

  /** When the page has changed: say so, with the focus on its title and the top in view. */
  function followPage(root, mark) {
    let words = null;
    // By its title, not its address: Streamlit may change either of them first.
    new MutationObserver(() => {
      mark();
      const title = root.querySelector("h1");
      if (!title || title.textContent === words) return;
      if (words !== null) {
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
        root.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
        window.scrollTo(0, 0);
      }
      words = title.textContent;
    }).observe(root, { childList: true, subtree: true, characterData: true });
    const push = window.history.pushState;
    window.history.pushState = function pushState(...entry) {
      push.apply(this, entry);
      mark();
    };
    window.addEventListener("popstate", mark);
  }

  /** Streamlit would write the address of each page that was visited into the browser's store. */
  function keepNothing() {
    Storage.prototype.setItem = () => {};
    try {
      window.localStorage.clear();
      window.sessionStorage.clear();
    } catch {
      // The browser forbids storage: nothing to clear.
    }
  }

  const root = document.getElementById("root");
  const menu = document.getElementById("menu");
  const notice = notices(document.getElementById("slow"));
  const mark = upgradeMenu(menu, root);
  const follow = followCounterpart(menu);
  keepNothing();
  // Asked for already, but nothing has to wait for it.
  document.getElementById("their-style").rel = "stylesheet";
  keepReachable(notice);
  jumpInPlace();
  watchLoading(notice, root);
  announceChanges(document.getElementById("announcer"));
  keepFocus(root);
  followPage(root, () => {
    mark();
    follow();
  });
  follow();
})();
