/* Pins: the shape says what sort of place it is, the fill says whether it is listed as open. */
(function () {
  "use strict";

  const SHIELD = "M14 2.5 24 6v8c0 6-4.2 9.7-10 11.5C8.2 23.7 4 20 4 14V6z";
  const DROP = "M14 26 6.8 16.6a9 9 0 1 1 14.4 0z";
  const OUTLINE = new Map([
    ["haven", "M14 3 3 13h3v11h16V13h3z"],
    ["emergency", SHIELD],
    ["police", SHIELD],
    ["building", "M14 4 27 10.5v3h-2.5v8H27.5v4.5H.5v-4.5H3.5v-8H1v-3z"],
    ["proposed", "M14 3a11 11 0 1 1 0 22 11 11 0 1 1 0-22z"],
  ]);
  const DETAIL = new Map([
    ["haven", "M11.5 24v-8h5v8"],
    ["emergency", "M14 8.5v11.2M8.4 14.1h11.2"],
    [
      "police",
      "M14 7 15.8 11.6 20.7 11.8 16.9 14.9 18.1 19.7 14 17 9.9 19.7 11.1 14.9" +
        " 7.3 11.8 12.2 11.6z",
    ],
    ["building", "M8.5 13.5v8M14 13.5v8M19.5 13.5v8"],
    ["proposed", "M8.5 14h0M14 14h0M19.5 14h0"],
  ]);
  const LOOKS = ["closed", "open", "unknown", "closing", "opening", "check", "shut"];
  const CLOCK =
    '<g class="pin-clock"><circle cx="25" cy="5" r="5.5"/><path d="M25 2V5L27.2 6.4"/></g>';
  const QUESTION =
    '<g class="pin-question"><circle cx="25.5" cy="4" r="6.8"/>' +
    '<path d="M23.2 2.3a2.3 2.3 0 1 1 3.5 2c-.9.6-1.2.9-1.2 1.7M25.5 7.9h0"/></g>';
  const CROSSED = '<path class="pin-strike" d="M3 25 25 3"/>';

  function badge(shape, look) {
    if (shape === "proposed") return "";
    if (look === "closing" || look === "opening") return CLOCK;
    if (look === "check" || look === "unknown") return QUESTION;
    return look === "shut" ? CROSSED : "";
  }

  /* A shape that we don't know is a plain drop, so that it passes for none of the others. */
  function drawing(shape, look) {
    const outline = OUTLINE.get(shape) || DROP;
    const detail = DETAIL.has(shape) ? `<path class="pin-detail" d="${DETAIL.get(shape)}"/>` : "";
    return (
      '<svg viewBox="-3 -3 34 34" aria-hidden="true" focusable="false">' +
      `<path class="pin-halo" d="${outline}"/><path class="pin-body" d="${outline}"/>` +
      `${detail}${badge(shape, look)}</svg>`
    );
  }

  const NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      const element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("aria-label", this.options.label);
      if (this.options.role) element.setAttribute("role", this.options.role);
      return element;
    },
  });

  function pin(shape, look, label, selected) {
    const drawn = OUTLINE.has(shape) ? shape : "other";
    const side = selected ? 56 : 44;
    return new NamedIcon({
      className: `pin pin--${drawn} pin--${look}${selected ? " pin--selected" : ""}`,
      html: drawing(drawn, look),
      iconSize: [side, side],
      label: label,
    });
  }

  function bubble(count, open) {
    const look = open === count ? "open" : open ? "some" : "closed";
    const places = `${count} places, ${open ? open + " listed as open" : "none listed as open"}`;
    return new NamedIcon({
      className: `bubble bubble--${look}`,
      html: `<span aria-hidden="true">${count}</span>`,
      iconSize: [44, 44],
      label: `${places}. Zoom in`,
    });
  }

  /* The dot lies under the pins and the words stand over them, so that neither hides the other. */
  function here() {
    const dot = L.divIcon({ className: "here-dot", iconSize: [16, 16] });
    const words = new NamedIcon({
      className: "here",
      html: '<span class="here-words">You searched here</span><span class="here-arrow"></span>',
      iconSize: [2, 2],
      label: "You searched here",
      role: "img",
    });
    const still = { interactive: false, keyboard: false };
    return [
      { ...still, icon: dot, zIndexOffset: -1000 },
      { ...still, icon: words, zIndexOffset: 500 },
    ];
  }

  window.SafeMapPins = { LOOKS, pin, bubble, here };
})();
