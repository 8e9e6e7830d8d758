/* The kept page: the nearest places, and whom to call, out of the copy. What is typed, and where the
   phone is, stay on this page: nothing is sent, and nothing is written down. */
(() => {
  "use strict";
  const PAGE = "/plain/kept";
  const AT_ONCE = 10;
  const HALF_A_MINUTE = 30000;
  const EARTH = 6371000;
  const AWAY = "We could not reach the site. This is the copy on this phone.";
  const DAMAGED = "The list can't be read. The numbers on this page still work.";
  const NONE = "No place in this copy may be open then. Take the tick away to see them all.";
  const NOTHING = "We can't find that in the copy. Type the first part of a postcode, such as E16, or a borough.";
  const WHICH = "Which one do you mean?";
  const ASKING = "Asking your phone…";
  const LOST = "Your phone could not tell where it is, or said no. Type a postcode or an area instead.";
  const RENEW = "Open this page with a signal, and it gets a new copy by itself.";
  const { read, stateIn, isOpen, mayBeOpen } = window.keptCopy;
  const { make, line, write, placeCard, serviceCard, councilParts } = window.keptParts;
  const $ = (id) => document.getElementById(id);
  let copy = null;
  let here = null;
  let most = AT_ONCE;
  let places = [];
  let services = [];

  function metresTo({ lat, lon }) {
    const turn = Math.PI / 180;
    const east = (lon - here.lon) * turn * Math.cos(((lat + here.lat) / 2) * turn);
    return EARTH * Math.hypot((lat - here.lat) * turn, east);
  }

  const minutesFor = (metres) => Math.max(1, Math.ceil(metres * copy.minutes_a_metre));

  function distanceWords(metres) {
    const minutes = minutesFor(metres);
    const near = `${Math.max(Math.round(metres / 100) * 100, 100)} metres`;
    const far = metres < 950 ? near : `${(metres / 1000).toFixed(1)} km`;
    if (minutes <= 90) return `About ${far} away, about ${minutes} minute${minutes === 1 ? "" : "s"} on foot`;
    const hours = minutes < 120 ? "an hour and a half" : `${Math.floor(minutes / 60)} hours`;
    return `About ${far} away, more than ${hours} on foot`;
  }

  /** Give all places, nearest first where somebody said where they are. */
  function inOrder() {
    if (!here) return copy.places;
    const all = copy.places.map((place) => {
      const metres = metresTo(place);
      return { ...place, metres, arrives: minutesFor(metres), far: distanceWords(metres) };
    });
    return all.sort((one, other) => one.metres - other.metres);
  }

  function listPlaces() {
    const all = inOrder();
    const states = all.map(({ week, arrives = 0 }) => stateIn(arrives, week));
    const speaks = states.some(Boolean);
    const wanted = speaks && $("only").checked;
    // A place that the copy can't speak of any more stays in sight, and says so.
    const fit = all.filter((_, row) => !wanted || !states[row] || mayBeOpen(states[row]));
    const open = all.filter(({ week }) => isOpen(stateIn(0, week))).length;
    const count = `${open} of ${all.length} places are listed as open now. ${fit.length ? "" : NONE}`;
    write($("found"), here ? `Places near ${here.name}` : "Places in London");
    write($("count"), speaks ? count.trim() : `${copy.too_old} ${RENEW}`);
    $("only").closest("label").hidden = !speaks;
    places = fit.slice(0, most).map((place) => placeCard(place, copy));
    $("list").replaceChildren(...places.map(({ element }) => element));
    $("more").hidden = fit.length <= most;
  }

  /** List whom to call: first those that answer now. */
  function listServices() {
    const answers = ({ ways }) => ways.some(({ week }) => week < 0 || isOpen(stateIn(0, week)));
    const first = copy.services.filter(answers);
    const rest = copy.services.filter((one) => !answers(one));
    services = [...first, ...rest].map((one) => serviceCard(one, copy));
    $("services").replaceChildren(...services.map(({ element }) => element));
  }

  function showCouncil() {
    const council = copy.councils.find(({ name }) => name === $("borough").value);
    $("council").replaceChildren(...(council ? councilParts(council) : []));
  }

  function listBoroughs() {
    const chosen = $("borough").value;
    const options = copy.councils.map(({ name }) => make("option", { value: name }, name));
    $("borough").replaceChildren(make("option", { value: "" }, "Choose a borough"), ...options);
    $("borough").value = chosen;
    showCouncil();
  }

  function say(words, choices = []) {
    const buttons = choices.map((one) => {
      const choice = make("button", { type: "button" }, one.name);
      choice.onclick = () => go(one);
      return choice;
    });
    $("answer").replaceChildren(line(words), buttons.length ? make("p", { class: "place__actions" }, buttons) : "");
  }

  function go(to) {
    here = to;
    most = AT_ONCE;
    say("");
    listPlaces();
    $("found").focus();
    $("found").scrollIntoView();
  }

  function search() {
    const typed = $("typed").value.trim();
    if (!typed) return go(null);
    const { help, found, choices } = window.keptWhere.find(typed, copy);
    if (help) return say(copy.help);
    if (found) return go(found);
    return say(choices ? WHICH : NOTHING, choices);
  }

  function askPhone(button) {
    button.disabled = true;
    say(ASKING);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        go({ name: "you", lat: coords.latitude, lon: coords.longitude });
      },
      () => {
        button.disabled = false;
        say(LOST);
      },
      { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 }
    );
  }

  function showMore() {
    const next = most;
    most += AT_ONCE;
    listPlaces();
    const title = $("list").children[next]?.querySelector("h3");
    if (!title) return;
    title.tabIndex = -1;
    title.focus();
  }

  async function draw() {
    const held = document.activeElement;
    copy = await read();
    const kept = await window.keptHere.isKept();
    write($("age"), kept ? `Copy of ${copy.made_words}.` : `List of ${copy.made_words}. There is no copy on this phone.`);
    listPlaces();
    listServices();
    listBoroughs();
    $("tool").hidden = false;
    if (!held.isConnected) $("found").focus();
    return kept;
  }

  /** Say why this page came instead of another, and go to the part that answers it best. */
  function takeThere() {
    if (location.pathname === PAGE) return;
    write($("away"), AWAY);
    const title = { talk: $("talk"), missing: $("missing") }[location.pathname.split("/").pop()];
    title?.focus();
    title?.scrollIntoView();
  }

  async function start() {
    const kept = await draw();
    takeThere();
    if (!kept) return;
    // Without a signal the copy stays as it is.
    await window.keptHere.renew().then(draw, () => {});
  }

  /** A page left open must not call a place open long after it closed. */
  function tick() {
    if (copy && !document.hidden) [...places, ...services].forEach(({ again }) => again());
  }

  $("find").addEventListener("submit", (event) => {
    event.preventDefault();
    if (copy) search();
  });
  $("only").addEventListener("change", listPlaces);
  $("more").addEventListener("click", showMore);
  $("borough").addEventListener("change", showCouncil);
  if (navigator.geolocation) {
    $("here").hidden = false;
    $("here").querySelector("button").onclick = ({ currentTarget }) => askPhone(currentTarget);
  }
  document.addEventListener("kept-changed", () => draw().catch(() => {}));
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, HALF_A_MINUTE);
  start().catch(() => write($("age"), DAMAGED));
})();
