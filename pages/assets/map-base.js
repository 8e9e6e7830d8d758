/* The map under the pins: London's outline always, street tiles over it when they come. */
(function () {
  "use strict";

  const LONDON = L.latLngBounds([51.28, -0.52], [51.7, 0.34]);
  /* Far to the south, so that a pin at the edge of London can move up above its card. */
  const REACH = L.latLngBounds([50.35, -1.38], [52.12, 1.2]);
  const LABELS_FROM_ZOOM = 11;
  const CLOSEST_WITH_STREETS = 16;
  const CLOSEST_WITHOUT = 13;
  const FAILURES_IN_A_ROW = 4;
  const TRY_AGAIN_AFTER = 60000;
  /* Transparent, but not Leaflet's own empty image: Leaflet keeps quiet about errors of that one. */
  const BLANK =
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const BOUNDARIES = "Boundaries: ONS/OS, OGL";
  const STREETS =
    'Streets: © <a href="https://www.openstreetmap.org/copyright" target="_blank"' +
    ' rel="noreferrer noopener">OpenStreetMap contributors</a>';

  function isDark() {
    const style = getComputedStyle(document.documentElement);
    const hex = /^#([0-9a-f]{6})$/i.exec(style.getPropertyValue("--background-color").trim());
    if (!hex) return matchMedia("(prefers-color-scheme: dark)").matches;
    const [red, green, blue] = [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16));
    return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
  }

  function followTheme() {
    const paint = () => {
      document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    };
    paint();
    /* Streamlit says its theme by adding a style element to the head. */
    new MutationObserver(paint).observe(document.head, { childList: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  }

  function jump(className, words, target) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.textContent = words;
    button.addEventListener("click", () => target().focus());
    return button;
  }

  /* Both ends are buttons: from something that Tab can't reach, Chromium wraps round the frame. */
  function addSkipLinks(container) {
    const skip = jump("map-jump map-skip", "Skip the map", () => end);
    const end = jump("map-jump map-end", "Back to the start of the map", () => skip);
    container.before(skip);
    container.after(end);
  }

  function showWhenStyled(container) {
    const started = Date.now();
    container.style.visibility = "hidden";
    const look = () => {
      const styled = getComputedStyle(container).getPropertyValue("--map-styled");
      if (styled || Date.now() - started > 5000) container.style.visibility = "";
      else setTimeout(look, 30);
    };
    look();
  }

  function middle(feature) {
    if (feature.properties.label) return feature.properties.label.slice().reverse();
    const polygons =
      feature.geometry.type === "Polygon"
        ? [feature.geometry.coordinates]
        : feature.geometry.coordinates;
    const biggest = polygons.reduce((a, b) => (b[0].length > a[0].length ? b : a));
    return L.polygon(biggest[0].map(([lon, lat]) => [lat, lon])).getBounds().getCenter();
  }

  function label(feature) {
    const words = document.createElement("span");
    words.textContent = feature.properties.name;
    const icon = L.divIcon({ className: "borough-name", html: words, iconSize: [0, 0] });
    return L.marker(middle(feature), {
      icon: icon,
      pane: "names",
      interactive: false,
      keyboard: false,
    });
  }

  function addOutline(map, url) {
    map.createPane("outline").style.zIndex = 150;
    const names = map.createPane("names");
    names.style.zIndex = 450;
    names.setAttribute("aria-hidden", "true");
    map.attributionControl.addAttribution(BOUNDARIES);
    fetch(url)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((outline) => {
        const isRiver = (feature) => feature.properties.kind === "river";
        L.geoJSON(outline, {
          pane: "outline",
          interactive: false,
          style: (feature) => ({ className: isRiver(feature) ? "river" : "borough" }),
        }).addTo(map);
        outline.features.filter((f) => !isRiver(f)).forEach((f) => label(f).addTo(map));
      })
      .catch(() => {});
  }

  function addStreets(map, url) {
    const streets = L.tileLayer(url, {
      attribution: STREETS,
      bounds: LONDON,
      errorTileUrl: BLANK,
      maxZoom: 18,
      minZoom: 9,
    });
    let failures = 0;
    let anyCame = false;
    const rest = () => {
      if (!map.hasLayer(streets)) return;
      failures = 0;
      anyCame = false;
      map.removeLayer(streets);
      setTimeout(() => streets.addTo(map), TRY_AGAIN_AFTER);
    };
    streets.on("tileload", (event) => {
      if (event.tile.src.startsWith("data:")) return;
      failures = 0;
      anyCame = true;
    });
    streets.on("tileerror", () => {
      failures += 1;
      if (failures >= FAILURES_IN_A_ROW) rest();
    });
    streets.on("load", () => {
      if (failures && !anyCame) rest();
    });
    streets.addTo(map);
    return streets;
  }

  function showNamesWhenUseful(map, hasStreets) {
    const update = () => {
      map.getPane("names").hidden = hasStreets() || map.getZoom() < LABELS_FROM_ZOOM;
    };
    map.on("zoomend layeradd layerremove", update);
    update();
  }

  function create(id, options) {
    const container = document.getElementById(id);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(id, {
      fadeAnimation: !still,
      inertia: !still,
      markerZoomAnimation: !still,
      maxBounds: REACH,
      maxZoom: 18,
      minZoom: 9,
      scrollWheelZoom: false,
      zoomAnimation: !still,
    });
    if (still) map.panBy = (by, options) => L.Map.prototype.panBy.call(map, by, { ...options, animate: false });
    map.attributionControl.setPrefix(false);
    map.setView([51.5, -0.1], container.clientWidth < 640 ? 9 : 10);
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    new ResizeObserver(() => map.invalidateSize({ pan: Boolean(options.label), animate: false })).observe(container);
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", options.label || "Map. The list has the same places.");
    showWhenStyled(container);
    followTheme();
    addSkipLinks(container);
    addOutline(map, options.outline);
    const streets = options.tiles ? addStreets(map, options.tiles) : null;
    const hasStreets = () => Boolean(streets) && map.hasLayer(streets);
    showNamesWhenUseful(map, hasStreets);
    window.SafeMapPlaces.start(map, () =>
      hasStreets() ? CLOSEST_WITH_STREETS : CLOSEST_WITHOUT,
    );
    return map;
  }

  window.SafeMap = { create };
})();
