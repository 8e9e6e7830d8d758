/* The card of one place, over the map. Text of records only ever goes in as text, never as HTML. */
(function () {
  "use strict";

  const DIRECTIONS = "Directions open Google Maps, which will see where you are going.";
  const CHANGED = "The time has moved on. This may have changed. Search again to be sure.";

  function node(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) {
      element.textContent = text;
      element.dir = "auto";
    }
    return element;
  }

  function link(className, text, href) {
    const element = node("a", className, text);
    element.href = href;
    return element;
  }

  function awayLink(className, text, href) {
    if (!/^https?:\/\//i.test(href || "")) return null;
    const element = link(className, text, href);
    element.target = "_blank";
    element.rel = "noreferrer noopener";
    return element;
  }

  /* Says the same as distance_words in data/words.py: a test compares the two. */
  function distanceWords(hundreds, minutes) {
    const far = hundreds < 10 ? `${hundreds * 100} metres` : `${(hundreds / 10).toFixed(1)} km`;
    let walk = `about ${minutes} minute${minutes === 1 ? "" : "s"} on foot`;
    if (minutes > 90) {
      const hours = minutes < 120 ? "an hour and a half" : `${Math.floor(minutes / 60)} hours`;
      walk = `more than ${hours} on foot`;
    }
    return `About ${far} away, ${walk}`;
  }

  /* A frame may not be led away to tel:, by its sandbox and our own policy; the page around it may. */
  function callFromPage(event) {
    const page = window.parent.document;
    const outside = page.createElement("a");
    outside.href = event.currentTarget.href;
    outside.hidden = true;
    event.preventDefault();
    page.body.append(outside);
    outside.click();
    outside.remove();
  }

  function callLink(phone) {
    const call = link("card-act", `Call ${phone}`, `tel:${phone.replace(/[^\d+]/g, "")}`);
    call.addEventListener("click", callFromPage);
    return call;
  }

  function warning(text) {
    const element = node("p", "card-alert");
    element.append(node("strong", "", "Before you go:"), " ", node("span", "", text));
    return element;
  }

  function stateLines(now) {
    return now.lines.map((line, i) => node("p", i ? "card-line" : "card-state", line));
  }

  function actions(place) {
    const row = node("p", "card-actions");
    if (place.phone) row.append(callLink(place.phone));
    const way = awayLink("card-act", "Directions", place.directions);
    if (way) {
      way.setAttribute("aria-label", `Directions to ${place.name}, in a new tab`);
      row.append(way);
    }
    const site = awayLink("card-act", "Website", place.website);
    if (site) {
      site.setAttribute("aria-label", `Website of ${place.name}, in a new tab`);
      row.append(site);
    }
    return [
      row.children.length ? row : null,
      way ? node("p", "card-small", DIRECTIONS) : null,
    ];
  }

  function facts(place) {
    const list = node("dl", "card-facts");
    place.facts.forEach(([term, words]) => list.append(node("dt", "", term), node("dd", "", words)));
    return list;
  }

  function listed(place) {
    const said = node("p", "card-small", place.listed);
    const source = awayLink("", "See the source", place.source);
    if (source) {
      source.setAttribute("aria-label", `See the source for ${place.name}, in a new tab`);
      said.append(" ", source);
    }
    return said;
  }

  function whereIs(place, now) {
    const rows = [];
    if (now.hundreds !== null) {
      const far = distanceWords(now.hundreds, now.minutes);
      rows.push(node("p", "card-far", `${far} (roughly).`));
    }
    if (place.address) rows.push(node("p", "card-address", place.address));
    return rows;
  }

  function content(place, now, expired) {
    const title = node("h2", "", place.name);
    title.id = "card-name";
    const tier = place.kind ? `${place.tier} · ${place.kind}` : place.tier;
    return [
      title,
      node("p", "card-tier", tier),
      ...(expired ? [node("p", "card-alert", CHANGED)] : []),
      ...stateLines(now),
      place.alert ? warning(place.alert) : null,
      now.arrival ? node("p", "card-alert", now.arrival) : null,
      ...whereIs(place, now),
      ...actions(place),
      facts(place),
      listed(place),
    ].filter(Boolean);
  }

  function create(container, onClose) {
    const dialog = node("div", "card");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-labelledby", "card-name");
    dialog.tabIndex = -1;
    dialog.hidden = true;
    const close = node("button", "card-close", "Close");
    close.type = "button";
    const body = node("div", "card-body");
    dialog.append(close, body);
    container.append(dialog);
    L.DomEvent.disableClickPropagation(dialog);
    L.DomEvent.disableScrollPropagation(dialog);
    const shut = () => {
      if (dialog.hidden) return;
      dialog.hidden = true;
      onClose();
    };
    close.addEventListener("click", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") shut();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
    return {
      element: dialog,
      show: (place, now, expired) => {
        body.replaceChildren(...content(place, now, expired));
        dialog.hidden = false;
      },
      focus: () => {
        dialog.scrollTop = 0;
        dialog.focus();
      },
      shut: shut,
      drop: () => {
        dialog.hidden = true;
      },
    };
  }

  window.SafeMapCard = { create, distanceWords };
})();
