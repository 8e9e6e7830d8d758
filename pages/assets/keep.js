/* Keep on this phone, take a new copy, remove it: only ever when somebody presses the button. */
(() => {
  "use strict";
  const WORKER = "/plain/worker.js";
  const PATIENCE_MS = 60000;
  const worker = window.isSecureContext ? navigator.serviceWorker : undefined;
  const part = document.getElementById("keep");
  const said = document.getElementById("keep-said");
  const [keepIt, removeIt] = part.querySelectorAll("button");
  const WORDS = {
    busy: "Taking the copy…",
    kept: "Done. The copy is on this phone. With no signal, every page of this site now opens it.",
    full: "This phone has no room for the copy. Make some, then try again.",
    forbidden: "This browser does not let a page keep anything. Private windows often don't.",
    failed: "We could not get all of it. Try again with a better signal.",
    old: "The old copy is still there.",
    nothing: "Nothing was kept.",
    removed: "Removed. There is no copy on this phone any more. Your browser's history may still show that you were here, until you clear it.",
    stays: "We could not remove all of it. Open your browser's settings and clear what this site has stored.",
  };
  const REASONS = { QuotaExceededError: "full", SecurityError: "forbidden", NotAllowedError: "forbidden", NotSupportedError: "forbidden", InvalidStateError: "forbidden" };

  const ours = async () => (await caches.keys()).filter((name) => name.startsWith("kept-"));

  /** Say whether there is a copy; what is left of one without its worker goes. */
  async function isKept() {
    if (!worker || !window.caches) return false;
    const registration = await worker.getRegistration("/");
    const names = await ours();
    if (!registration) await Promise.all(names.map((name) => caches.delete(name)));
    return Boolean(registration?.active) && names.length > 0;
  }

  /** Ask the worker to do something; an error with the name of what went wrong there. */
  function ask(active, what) {
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      const stop = (name) => reject(Object.assign(new Error(what), { name }));
      setTimeout(stop, PATIENCE_MS, "TimeoutError");
      port1.onmessage = ({ data }) => (data.failed ? stop(data.failed) : resolve());
      active.postMessage(what, [port2]);
    });
  }

  /** Wait until a new worker has taken its copy, or has failed and told why. */
  function ready(registration) {
    if (registration.active) return ask(registration.active, "keep");
    return new Promise((resolve, reject) => {
      const starting = registration.installing ?? registration.waiting;
      let reason = "TypeError";
      worker.onmessage = ({ data }) => (reason = data.failed ?? reason);
      starting.onstatechange = () => {
        if (starting.state === "activated") resolve();
        // Why comes in a message of its own, which may be a moment later.
        if (starting.state === "redundant") {
          setTimeout(() => reject(Object.assign(new Error("keep"), { name: reason })), 300);
        }
      };
    });
  }

  async function keep() {
    if (!worker || !window.caches) throw Object.assign(new Error("keep"), { name: "NotSupportedError" });
    await ready(await worker.register(WORKER, { scope: "/", updateViaCache: "none" }));
  }

  async function remove() {
    for (const registration of await worker.getRegistrations()) {
      if (registration.active) await ask(registration.active, "forget").catch(() => {});
      await registration.unregister();
    }
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    if ((await caches.keys()).length || (await worker.getRegistrations()).length) throw new Error("remove");
  }

  async function show() {
    const kept = await isKept().catch(() => false);
    keepIt.textContent = kept ? "Take a new copy" : "Keep on this phone";
    // Who has no copy must have read what it means before the button is there.
    keepIt.hidden = !kept && !("offer" in part.dataset);
    removeIt.hidden = !kept;
    part.hidden = false;
    return kept;
  }

  function say(...words) {
    said.textContent = "";
    said.append(words.filter(Boolean).join(" "));
  }

  async function pressed(button, work, done, failed) {
    keepIt.disabled = removeIt.disabled = true;
    let words;
    try {
      await work();
      words = [done];
    } catch (error) {
      words = failed(error);
    }
    const kept = await show();
    keepIt.disabled = removeIt.disabled = false;
    say(...(typeof words === "function" ? words(kept) : words));
    (button.hidden ? said : button).focus();
    document.dispatchEvent(new Event("kept-changed"));
  }

  keepIt.addEventListener("click", () => {
    say(WORDS.busy);
    const why = ({ name }) => (kept) => [WORDS[REASONS[name] ?? "failed"], kept ? WORDS.old : WORDS.nothing];
    pressed(keepIt, keep, WORDS.kept, why);
  });
  removeIt.addEventListener("click", () => pressed(removeIt, remove, WORDS.removed, () => [WORDS.stays]));

  window.keptHere = { isKept, renew: async () => ask((await worker.getRegistration("/")).active, "renew") };
  show();
})();
