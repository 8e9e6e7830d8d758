/* Pins: the shape says what sort of place it is, the fill says whether it is listed as open. */
(function () {
  "use strict";

  const OUTLINE = {
    haven: "M14 3 3 13h3v11h16V13h3z",
    emergency: "M14 2.5 24 6v8c0 6-4.2 9.7-10 11.5C8.2 23.7 4 20 4 14V6z",
    building: "M14 2.5 25.5 9v3.5h-2v9h2v4h-23v-4h2v-9h-2V9z",
    proposed: "M14 3a11 11 0 1 1 0 22 11 11 0 1 1 0-22z",
  };
  const DETAIL = {
    haven: "M11.5 24v-8h5v8",
    emergency: "M14 8.5v11.2M8.4 14.1h11.2",
    building: "M9.5 13v8M14 13v8M18.5 13v8",
    proposed: "",
  };
  const LOOKS = ["closed", "open", "unknown", "closing", "opening", "check", "shut"];
  const CLOCK =
    '<g class="pin-clock"><circle cx="25" cy="5" r="5.5"/><path d="M25 2V5L27.2 6.4"/></g>';
  const CROSSED = '<path class="pin-strike" d="M3 25 25 3"/>';

  function letter(text) {
    return `<text class="pin-letter" x="14" y="19.6" text-anchor="middle">${text}</text>`;
  }

  function inside(shape, look) {
    if (shape === "proposed") return letter("P");
    if (look === "check" || look === "unknown") return letter("?");
    const detail = DETAIL[shape] ? `<path class="pin-detail" d="${DETAIL[shape]}"/>` : "";
    return detail + (look === "shut" ? CROSSED : "");
  }

  function drawing(shape, look) {
    const clock = look === "closing" || look === "opening" ? CLOCK : "";
    return (
      '<svg viewBox="-3 -3 34 34" aria-hidden="true" focusable="false">' +
      `<path class="pin-halo" d="${OUTLINE[shape]}"/><path class="pin-body" d="${OUTLINE[shape]}"/>` +
      `${inside(shape, look)}${clock}</svg>`
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
    const drawn = OUTLINE[shape] ? shape : "building";
    const side = selected ? 56 : 44;
    return new NamedIcon({
      className: `pin pin--${drawn} pin--${look}${selected ? " pin--selected" : ""}`,
      html: drawing(drawn, look),
      iconSize: [side, side],
      label: label,
    });
  }

  function bubble(count, open) {
    const places = `${count} places, ${open ? open + " listed as open" : "none listed as open"}`;
    return new NamedIcon({
      className: `bubble ${open ? "bubble--open" : "bubble--closed"}`,
      html: `<span aria-hidden="true">${count}</span>`,
      iconSize: [44, 44],
      label: `${places}. Zoom in`,
    });
  }

  function here() {
    return new NamedIcon({
      className: "here",
      html: '<span class="here-dot"></span><span class="here-words">You searched here</span>',
      iconSize: [20, 20],
      label: "You searched here",
      role: "img",
    });
  }

  window.SafeMapPins = { LOOKS, pin, bubble, here };
})();
