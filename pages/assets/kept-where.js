/* What somebody typed -> where that is, looked up in the copy: nothing is asked of anybody. */
(() => {
  "use strict";
  const MOST_CHOICES = 6;
  const SHORTEST = 4;

  /** Compare names by small plain letters and digits, as the site does. */
  function key(text) {
    const plain = text.normalize("NFKD").toLowerCase().replace(/&/g, " and ");
    const words = plain.replace(/['’‘ʼ`´]|[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
    return words.replace(/\bsaint\b/g, "st");
  }

  /** Find the district of a postcode, a part of one or a district: "E16 1ZE", "e16", "E16 1". */
  function district(text, districts) {
    const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, "");
    if (!/^[A-Z]{1,2}[0-9]/.test(letters)) return undefined;
    const sector = letters.slice(0, -1);
    const spaced = /^\S+\s+\d$/.test(text.trim());
    const tries = [...(spaced ? [sector] : []), letters, letters.slice(0, -3), sector];
    return tries.map((code) => districts.find(({ name }) => name === code)).find(Boolean);
  }

  /** Take the longest name that stands in what was typed, such as "im in peckham now". */
  function among(typed, names) {
    const within = names.filter((one) => one.key.length >= SHORTEST && ` ${typed} `.includes(` ${one.key} `));
    return within.sort((one, other) => other.key.length - one.key.length)[0];
  }

  /** Give {help}, {found} or {choices}; {} where nothing in the copy is called that. */
  function find(text, { help_words: help, districts, names }) {
    const typed = key(text.slice(0, 200));
    if (typed.split(" ").some((word) => help.includes(word))) return { help: true };
    const exact = names.find((one) => one.key === typed);
    const begin = names.filter((one) => typed.length > 1 && one.key.startsWith(typed));
    const found = district(text, districts) ?? exact ?? (begin.length === 1 ? begin[0] : undefined);
    if (found) return { found };
    if (begin.length) return { choices: begin.slice(0, MOST_CHOICES) };
    const inside = among(typed, names);
    return inside ? { found: inside } : {};
  }

  window.keptWhere = { find, key };
})();
