/* One pin that staff put where the door is: by a click, by dragging it, or with the arrow keys. */
(function () {
  "use strict";

  const HINT =
    "Map with the pin of this place. Click where the door is, or drag the pin. " +
    "Latitude and longitude stand below the map and do the same.";
  const NAME = "The pin of this place. The arrow keys move it.";
  const DROP = "M14 26 6.8 16.6a9 9 0 1 1 14.4 0z";
  const PUSHES = { ArrowUp: [0, -4], ArrowDown: [0, 4], ArrowLeft: [-4, 0], ArrowRight: [4, 0] };
  const SETTLED = 500;
  const STAMPS = 400;

  let map, marker, closest, pushed;
  let drawnView = null;
  let follows = false;
  let picks = 0;

  function icon() {
    return L.divIcon({
      className: "pin pin--other pin--open",
      html:
        '<svg viewBox="-3 -3 34 34" aria-hidden="true" focusable="false">' +
        `<path class="pin-halo" d="${DROP}"/><path class="pin-body" d="${DROP}"/></svg>`,
      iconSize: [44, 44],
      iconAnchor: [22, 35],
    });
  }

  /* What is reported twice in the same words is not heard, so the last digits count the picks. */
  function stamped(latlng) {
    picks = (picks + 1) % STAMPS;
    return L.latLng(Math.round(latlng.lat * 1e6) / 1e6 + picks * 1e-9, latlng.lng);
  }

  function stand(latlng) {
    if (marker) {
      marker.setLatLng(latlng);
      return;
    }
    marker = L.marker(latlng, { icon: icon(), draggable: true, autoPan: true }).addTo(map);
    marker.getElement().setAttribute("aria-label", NAME);
    marker.on("dragend", () => report());
    marker.on("keydown", ({ originalEvent }) => push(originalEvent));
  }

  function report() {
    map.fire("click", { latlng: marker.getLatLng() });
  }

  function push(event) {
    const step = PUSHES[event.key];
    if (!step) return;
    L.DomEvent.stop(event);
    marker.setLatLng(map.unproject(map.project(marker.getLatLng()).add(step)));
    clearTimeout(pushed);
    pushed = setTimeout(report, SETTLED);
  }

  function bringIn() {
    map.setView(marker.getLatLng(), closest(), { animate: false });
  }

  /* The frame grows while it loads: until somebody touches the map, the pin stays in its middle.
     Of a click we hear first, and who listens later gets it with its count. */
  function listen() {
    map.on("resize", () => follows && marker && bringIn());
    ["pointerdown", "keydown", "wheel"].forEach((touch) => {
      map.getContainer().addEventListener(touch, () => (follows = false), { capture: true });
    });
    map.on("click", (event) => {
      event.latlng = stamped(event.latlng);
      stand(event.latlng);
    });
  }

  function create(id, options) {
    window.SafeMapPlaces = {
      start: (onMap, closestZoom) => {
        map = onMap;
        closest = closestZoom;
        listen();
      },
    };
    const made = window.SafeMap.create(id, options);
    document.getElementById(id).setAttribute("aria-label", HINT);
    return made;
  }

  function show(said) {
    window.feature_group = [];
    if (said.at) stand(said.at);
    else if (marker) {
      marker.remove();
      marker = null;
    }
    if (drawnView !== said.view) {
      drawnView = said.view;
      follows = true;
      if (said.at) bringIn();
    }
    return L.layerGroup();
  }

  window.SafeMapPin = { create, show };
})();
