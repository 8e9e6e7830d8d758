/* The parts that the kept page is drawn of. Texts in them stay texts. */
(() => {
  "use strict";
  const { stateIn, mayBeOpen } = window.keptCopy;
  const NUMBERS = /\b(999|101|111|116 \d{3}|0\d{2,4}(?: \d{2,4}){1,3})\b/;
  const LATE = "It may be closed when you get there.";

  function make(tag, look, ...parts) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(look)) element.setAttribute(name, value);
    element.append(...parts.flat(2).filter(Boolean));
    return element;
  }

  const tel = (number) => `tel:${number.replace(/[^\d+]/g, "")}`;
  const quiet = { class: "place__source" };
  const hidden = (words) => make("span", { class: "hidden" }, words);

  /** Make the telephone numbers in a sentence links. */
  function linked(words) {
    return words.split(NUMBERS).map((part, at) => (at % 2 ? make("a", { href: tel(part) }, part) : part));
  }

  const line = (words, look = {}) => (words ? make("p", look, linked(words)) : "");
  const button = (href, words, about = "") => make("a", { class: "act", href }, words, about && hidden(about));

  /** Write words, but only new ones: a screen reader may be reading there. */
  function write(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  /** Draw a state, with a function that writes it again as time goes on. */
  function stateLine({ week, arrives = 0 }, copy) {
    const mark = make("span", { class: "place__mark", "aria-hidden": "true" });
    const words = make("strong", {});
    const late = make("p", { class: "place__alert" }, LATE);
    const again = () => {
      const state = stateIn(0, week);
      write(mark, state ? copy.marks[state.code] : "?");
      write(words, state ? state.words : copy.too_old);
      late.hidden = !mayBeOpen(state) || mayBeOpen(stateIn(arrives, week));
    };
    again();
    return { parts: [make("p", {}, mark, " ", words), late], again };
  }

  function details(title, about, facts) {
    const list = facts.map(([term, words]) => [make("dt", {}, term), make("dd", {}, linked(words))]);
    return make("details", {}, make("summary", {}, title, hidden(about)), make("dl", {}, list));
  }

  function placeCard(place, copy) {
    const state = stateLine(place, copy);
    const alert = make("p", { class: "place__alert" }, make("strong", {}, "Before you go: "), linked(place.alert));
    const element = make(
      "article",
      { class: "place" },
      make("h3", {}, place.name),
      line(place.sort, { class: "place__tier" }),
      state.parts,
      line(place.hours && `Opening hours: ${place.hours}`),
      line(place.note),
      place.alert && alert,
      line(place.far && `${place.far} (roughly).`),
      line(place.address),
      place.phone && make("p", { class: "place__actions" }, button(tel(place.phone), `Call ${place.phone}`)),
      details("More about this place", `: ${place.name}`, place.facts),
      line(place.listed, quiet)
    );
    return { element, again: state.again };
  }

  function wayItem(way, name, copy) {
    // What rests on no hours, such as 999, is said however old the copy is.
    const fixed = { parts: line(way.state), again: () => {} };
    const state = way.week < 0 ? fixed : stateLine(way, copy);
    const element = make(
      "li",
      {},
      button(way.href, way.label, ` (${name})`),
      line(way.title),
      state.parts,
      line(way.hours && `Hours: ${way.hours}`),
      line(way.note),
      line(way.howTo),
      line(way.about, quiet)
    );
    return { element, again: state.again };
  }

  function serviceCard(service, copy) {
    const ways = service.ways.map((way) => wayItem(way, service.name, copy));
    const element = make(
      "article",
      { class: "place" },
      make("h3", {}, service.name),
      line(service.summary),
      line(service.whom, { class: "place__tier" }),
      make("ul", { class: "lines" }, ways.map((way) => way.element)),
      details("What stays private, and more", ` about ${service.name}`, service.facts),
      line(service.listed, quiet)
    );
    return { element, again: () => ways.forEach((way) => way.again()) };
  }

  function councilParts({ numbers, notes, listed }) {
    const items = numbers.map(({ when, phone, hours }) =>
      make("li", {}, make("p", {}, make("strong", {}, `${when}.`), hours && ` ${hours}`), button(tel(phone), `Call ${phone}`))
    );
    return [make("ul", { class: "lines" }, items), ...notes.map((words) => line(words)), line(listed, quiet)];
  }

  window.keptParts = { make, line, write, placeCard, serviceCard, councilParts };
})();
