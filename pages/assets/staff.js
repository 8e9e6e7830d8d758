/* What Streamlit can't say of the staff page: which view is open, and which widgets belong together. */
(() => {
  "use strict";
  const root = document.getElementById("root");

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function nameGroup(group, role, words) {
    set(group, "role", role);
    set(group, "aria-label", words);
  }

  function describe() {
    const menu = root.querySelector(".st-key-staff-menu");
    if (!menu) return;
    nameGroup(menu, "navigation", "Staff");
    const chosen = menu.querySelector('[class*="st-key-staff-menu-"][class*="-chosen"] button');
    if (chosen) set(chosen, "aria-current", "page");
    // The days of one line of opening hours stand below the words that name the line.
    for (const days of root.querySelectorAll('[class*="st-key-edit-"][class*="-days"]')) {
      const line = days.parentElement.closest('[data-testid="stVerticalBlock"]');
      const words = line?.querySelector("p")?.textContent;
      if (words) nameGroup(days, "group", words);
    }
    // Signs that keep a name out of Markdown would be spoken where a name is not drawn.
    for (const widget of root.querySelectorAll('[aria-label*="\\"]')) {
      set(widget, "aria-label", widget.getAttribute("aria-label").replace(/\\([^\w\s])/g, "$1"));
    }
  }

  let waiting = 0;
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(describe, 50);
  }).observe(root, { childList: true, subtree: true });
})();
