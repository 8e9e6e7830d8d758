/* Reads the copy, and looks up in it what is open when. It judges nothing: that stands in the copy,
   minute by minute, and past its last day, or by a clock that is before it, nothing is said. */
(() => {
  "use strict";
  const ADDRESS = "/plain/kept.json";
  const MINUTE = 60000;
  const CLOCK_IS_OFF = 2 * MINUTE;
  let copy = null;
  let clockOff = 0;

  const point = ([name, lat, lon], degree) => ({ name, lat: 51 + lat / degree, lon: lon / degree });

  /** Unpack "E16 511 -20|Abbey Wood 487 107". */
  const points = (packed) =>
    packed.split("|").map((one) => point(one.match(/(.+) (-?\d+) (-?\d+)/).slice(1), 1000));

  /** Unpack rows into things with names: texts are rows of clauses, rows point to tables. */
  function unpack(raw) {
    const texts = raw.texts.map((rows) => [rows].flat().map((row) => raw.clauses[row]).join(" "));
    const facts = (rows) => rows.map((row) => raw.facts[row].map((one) => texts[one]));
    const opening = (row) => {
      const [week, hours, note] = raw.openings[row] ?? [-1, 0, 0];
      return { week, hours: texts[hours], note: texts[note] };
    };
    const place = (row) => {
      const [tier, kind, listed, told] = raw.sorts[row[3]];
      const [borough = 0, address, postcode, phone, alert = 0] = row.slice(5);
      return {
        ...point(row, 10000),
        ...opening(row[4]),
        sort: [texts[tier], texts[kind]].filter(Boolean).join(" · "),
        address: [address, texts[borough], postcode].filter(Boolean).join(", "),
        phone,
        alert: texts[alert],
        facts: facts(told),
        listed: texts[listed],
      };
    };
    const way = ([label, href, row, state, title, note, howTo, about]) => {
      const hours = opening(row);
      const words = { state: texts[state], title: texts[title], howTo: texts[howTo], about: texts[about] };
      return { label, href, ...hours, ...words, note: texts[note] || hours.note };
    };
    const service = ([name, summary, whom, ways, told, listed]) => ({
      name,
      summary: texts[summary],
      whom: texts[whom],
      ways: ways.map(way),
      facts: facts(told),
      listed: texts[listed],
    });
    const council = ([name, numbers, notes, listed]) => ({
      name,
      numbers: numbers.map(([when, phone, hours]) => ({ when: texts[when], phone, hours: texts[hours] })),
      notes: notes.map((row) => texts[row]),
      listed: texts[listed],
    });
    const places = raw.places.map(place);
    const named = [...points(raw.areas), ...places];
    return {
      ...raw,
      texts,
      places,
      services: raw.services.map(service),
      councils: raw.councils.map(council),
      districts: points(raw.districts),
      names: named.map((one) => ({ ...one, key: window.keptWhere.key(one.name) })),
    };
  }

  /** Read the copy, or the newest list where none is kept. */
  async function read() {
    const answer = await fetch(ADDRESS);
    if (!answer.ok) throw new Error("no list");
    const raw = await answer.json();
    // By how much this phone's clock was wrong when the copy was taken.
    const off = Number(answer.headers.get("Kept-At") ?? Date.now()) - raw.made * 1000;
    clockOff = Math.abs(off) > CLOCK_IS_OFF ? off : 0;
    copy = unpack(raw);
    return copy;
  }

  const now = () => Date.now() - clockOff;

  /** Give {code, words} some minutes from now; null where the copy says nothing of that. */
  function stateIn(minutes, week) {
    const at = now() + minutes * MINUTE;
    if (at < copy.made * 1000 - CLOCK_IS_OFF) return null;
    const minute = Math.floor(at / MINUTE);
    const day = copy.days.findIndex((start, row) => start <= minute && minute < copy.days[row + 1]);
    const block = copy.blocks[copy.weeks[week][day]];
    if (!block) return null;
    let left = minute - copy.days[day];
    let state = block[0];
    for (let row = 1; row < block.length && (left -= block[row]) >= 0; row += 2) state = block[row + 1];
    const [code, words] = copy.states[state];
    return { code, words: copy.texts[words] };
  }

  const isOpen = (state) => copy.said_open.includes(state?.code);
  const mayBeOpen = (state) => copy.may_be_open.includes(state?.code);

  window.keptCopy = { read, stateIn, isOpen, mayBeOpen };
})();
