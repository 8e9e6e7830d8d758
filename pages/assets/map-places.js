/* The places on the map. Fetches them once a version; each rerun only says which are shown, and how. */
(function () {
  "use strict";

  const { LOOKS, pin, bubble, here } = window.SafeMapPins;
  const HIDDEN = "-";
  const WAITS = [1000, 4000];
  const NEAREST_IN_VIEW = 8;
  const SETTLED = 250;
  const TRIES = 4;
  const LONGEST_TIMER = 2000000000;
  const FAILED = "The map can't show the places just now. The list has all of them.";

  let map, group, card, notice, hereMark, closest;
  let files = {};
  let markers = new Map();
  let version = null;
  let latest = 0;
  let current = null;
  let drawnView = null;
  let chosen = null;
  let expired = false;
  let expiry = null;

  /* closestZoom gives the closest zoom at which there is still something to see. */
  function start(onMap, closestZoom) {
    map = onMap;
    closest = closestZoom;
    const container = map.getContainer();
    notice = document.createElement("p");
    notice.className = "map-notice";
    notice.setAttribute("role", "status");
    container.append(notice);
    card = window.SafeMapCard.create(container, () => {
      const marker = chosen;
      deselect();
      focusOn(marker);
    });
    group = L.markerClusterGroup({
      animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      iconCreateFunction: clusterIcon,
      maxClusterRadius: (zoom) => (zoom < 11 ? 60 : 44),
      showCoverageOnHover: false,
      spiderLegPolylineOptions: { className: "leg" },
    }).addTo(map);
    listen();
  }

  function listen() {
    const isPress = (event) => event.key === "Enter" || event.key === " ";
    group.on("click", (event) => select(event.layer));
    group.on("keydown", ({ layer, originalEvent }) => {
      if (!isPress(originalEvent)) return;
      L.DomEvent.stop(originalEvent);
      select(layer);
    });
    group.on("clusterkeydown", ({ layer, originalEvent }) => {
      if (!isPress(originalEvent)) return;
      L.DomEvent.stop(originalEvent);
      const first = layer.getAllChildMarkers()[0];
      group.once("animationend spiderfied", () => focusOn(first));
      group.fire("click", { layer: layer });
    });
    map.on("click", () => card.shut());
    document.addEventListener("visibilitychange", checkExpiry);
  }

  function wait(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds));
  }

  async function fetchPlaces(wanted) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await fetch(`/data/places-${wanted}.geojson`);
        if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
        return unpack(await answer.json());
      } catch (error) {
        if (attempt >= WAITS.length) throw error;
        await wait(WAITS[attempt]);
      }
    }
  }

  function unpack(file) {
    return file.features.map((feature) => ({
      ...feature.properties,
      at: L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]),
      facts: feature.properties.facts.map(([term, words]) => [file.texts[term], file.texts[words]]),
    }));
  }

  function placesOf(wanted) {
    if (!files[wanted]) {
      const loading = fetchPlaces(wanted);
      files = { [wanted]: loading };
      loading.catch(() => {
        if (files[wanted] === loading) delete files[wanted];
      });
    }
    return files[wanted];
  }

  /* Gives back an empty layer, which streamlit-folium takes away when no places are wanted. */
  function show(said) {
    latest += 1;
    const mine = latest;
    window.feature_group = [];
    placesOf(said.version).then(
      (places) => mine === latest && draw(said, places),
      () => mine === latest && fail(),
    );
    const handle = L.layerGroup();
    handle.on("remove", () => setTimeout(() => mine === latest && clear(), 0));
    return handle;
  }

  function clear() {
    latest += 1;
    wipe();
  }

  function wipe() {
    clearTimeout(expiry);
    closeCard();
    group.clearLayers();
    markers = new Map();
    current = version = null;
    markHere(null);
    notice.textContent = "";
  }

  function fail() {
    wipe();
    notice.textContent = FAILED;
  }

  function draw(said, places) {
    if (said.states.length !== places.length) return fail();
    if (version !== said.version) wipe();
    version = said.version;
    current = said;
    notice.textContent = "";
    watchExpiry(said.until);
    place(said, places);
    markHere(said.here);
    if (drawnView !== said.view) whenSized(() => moveTo(said, places));
  }

  function place(said, places) {
    const added = [];
    const gone = [];
    let nth = 0;
    places.forEach((facts, row) => {
      const known = markers.get(row);
      if (said.states[row] === HIDDEN) {
        if (known) gone.push([row, known]);
        return;
      }
      const now = nowOf(said, row, nth);
      nth += 1;
      if (known) return update(known, now);
      const marker = L.marker(facts.at, { keyboard: true });
      marker.place = facts;
      marker.now = now;
      marker.setIcon(iconOf(marker));
      markers.set(row, marker);
      added.push(marker);
    });
    gone.forEach(([row, marker]) => {
      if (marker === chosen) closeCard();
      markers.delete(row);
    });
    group.removeLayers(gone.map(([, marker]) => marker));
    group.addLayers(added);
    group.refreshClusters();
  }

  function nowOf(said, row, nth) {
    return {
      state: Number(said.states[row]),
      lines: said.lines[said.line[nth]],
      arrival: said.arrivals[said.line[nth]],
      hundreds: said.far ? said.far[nth] : null,
      minutes: said.walk ? said.walk[nth] : null,
    };
  }

  function update(marker, now) {
    const same = JSON.stringify(marker.now) === JSON.stringify(now);
    marker.now = now;
    if (same) return;
    marker.setIcon(iconOf(marker));
    if (marker === chosen) card.show(marker.place, marker.now, expired);
  }

  /* Once the time that the states hold for is over, nothing may still look open. */
  function lookOf(marker) {
    const look = LOOKS[marker.now.state] || "unknown";
    return expired && ["open", "closing", "opening"].includes(look) ? "check" : look;
  }

  function iconOf(marker) {
    const { name, tier, kind, shape } = marker.place;
    const state = expired ? "Check first, this may have changed" : marker.now.lines[0];
    const label = [name, tier, kind, state].filter(Boolean).join(", ");
    return pin(shape, lookOf(marker), label, marker === chosen);
  }

  function clusterIcon(cluster) {
    const inside = cluster.getAllChildMarkers();
    const open = inside.filter((m) => ["open", "closing"].includes(lookOf(m))).length;
    return bubble(inside.length, open);
  }

  function watchExpiry(until) {
    clearTimeout(expiry);
    setExpired(false);
    if (until === null) return;
    expiry = setTimeout(checkExpiry, Math.min(Math.max(until - Date.now(), 0), LONGEST_TIMER));
  }

  function checkExpiry() {
    if (current && current.until !== null && Date.now() >= current.until) setExpired(true);
  }

  function setExpired(value) {
    if (expired === value) return;
    expired = value;
    markers.forEach((marker) => marker.setIcon(iconOf(marker)));
    group.refreshClusters();
    if (chosen) card.show(chosen.place, chosen.now, expired);
  }

  function whenSized(act) {
    if (map.getSize().x > 0 && map.getSize().y > 0) act();
    else map.once("resize", () => whenSized(act));
  }

  function moveTo(said, places) {
    if (said !== current) return;
    drawnView = said.view;
    const wanted = said.selected === null ? null : markers.get(said.selected);
    if (wanted) {
      const zoom = Math.min(Math.max(map.getZoom(), 15), closest());
      map.setView(wanted.place.at, zoom, { animate: false });
      return setTimeout(() => bringOut(wanted, said.view, TRIES), SETTLED);
    }
    const bounds = L.latLngBounds(inView().map((marker) => marker.place.at));
    if (said.here) bounds.extend(said.here);
    if (!bounds.isValid()) return;
    map.fitBounds(bounds, { padding: [40, 40], maxZoom: closest(), animate: false });
  }

  /* A pin inside a bubble is spread out where it is: zooming in on it could leave the streets. */
  function bringOut(marker, view, tries) {
    if (view !== drawnView || ![...markers.values()].includes(marker)) return;
    const seen = group.getVisibleParent(marker);
    if (!seen || seen === marker || !tries) return select(marker);
    seen.spiderfy();
    setTimeout(() => bringOut(marker, view, tries - 1), SETTLED);
  }

  function inView() {
    const all = [...markers.values()];
    if (!current.far) return all;
    all.sort((a, b) => a.now.hundreds - b.now.hundreds);
    return all.slice(0, NEAREST_IN_VIEW);
  }

  function markHere(point) {
    if (hereMark) hereMark.remove();
    hereMark = point ? L.layerGroup(here().map((look) => L.marker(point, look))) : null;
    if (hereMark) hereMark.addTo(map);
  }

  function select(marker) {
    deselect();
    chosen = marker;
    marker.setIcon(iconOf(marker));
    marker.setZIndexOffset(1000);
    card.show(marker.place, marker.now, expired);
    card.focus();
    uncover(marker);
  }

  function deselect() {
    const marker = chosen;
    chosen = null;
    if (!marker) return;
    marker.setIcon(iconOf(marker));
    marker.setZIndexOffset(0);
  }

  function closeCard() {
    card.drop();
    deselect();
  }

  function uncover(marker) {
    const point = map.latLngToContainerPoint(marker.place.at);
    const size = map.getSize();
    const box = card.element;
    const isSheet = box.offsetWidth > size.x * 0.7;
    const right = isSheet ? size.x : box.offsetLeft;
    const bottom = isSheet ? box.offsetTop : size.y;
    const inside = (value, end) =>
      Math.min(Math.max(value, Math.min(40, end / 2)), Math.max(end - 40, end / 2));
    const shift = [point.x - inside(point.x, right), point.y - inside(point.y, bottom)];
    if (Math.abs(shift[0]) + Math.abs(shift[1]) > 1) map.panBy(shift.map(Math.round));
  }

  function focusOn(marker) {
    const seen = marker && (group.getVisibleParent(marker) || marker);
    const element = seen && seen.getElement && seen.getElement();
    (element || map.getContainer()).focus({ preventScroll: true });
  }

  window.SafeMapPlaces = { start, show };
})();
