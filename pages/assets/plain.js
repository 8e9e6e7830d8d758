/* Comfort on the plain pages, which all work without it. Nothing is kept, and no address changes. */
(() => {
  "use strict";
  const LOST = "We can't reach the site just now. Try again soon. In danger? Call 999. To talk, call Childline on 0800 1111.";
  const NOWHERE = "Your phone could not tell where it is, or said no. Type a postcode or an area instead.";

  let asking = null;

  /** Ask with a form and show the answer here, so that the history holds no page of results. */
  async function askInPlace(form, sender) {
    asking?.abort();
    const mine = (asking = new AbortController());
    const fields = new FormData(form);
    if (sender?.name) fields.append(sender.name, sender.value);
    const near = sender?.closest("p") ?? form;
    say("One moment…", near);
    try {
      const answer = await fetch(sender?.hasAttribute("formaction") ? sender.formAction : form.action, {
        method: "POST",
        body: new URLSearchParams(fields),
        signal: mine.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === asking) show(page.querySelector("main"));
    } catch {
      if (mine === asking) say(LOST, near);
    }
  }

  function show(answer) {
    const main = document.querySelector("main");
    const open = new Map([...main.querySelectorAll("form details")].map((part, at) => [at, part.open]));
    main.replaceChildren(...answer.childNodes);
    main.querySelectorAll("form details").forEach((part, at) => (part.open ||= open.get(at) ?? false));
    spoken.textContent = "";
    const first = main.querySelector(".said, #found") ?? main.querySelector("h1");
    first.tabIndex = -1;
    first.focus();
    first.scrollIntoView();
    offerHere();
  }

  /** Speaks what is said, and stays where it is when the page's middle changes. */
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  /** Say something beside what was pressed; the words there before go. */
  function say(words, near) {
    document.querySelector(".saying")?.remove();
    const said = document.createElement("p");
    said.className = "said saying";
    said.append(words);
    near.after(said);
    spoken.textContent = words;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // An old browser that does not tell which button was pressed sends the form itself.
    if (!form.matches("[data-in-place]") || !("submitter" in event)) return;
    event.preventDefault();
    // What is typed counts more than a position from before.
    if (form.where?.value.trim() && form.lat) form.lat.value = form.lon.value = "";
    askInPlace(form, event.submitter);
  });

  const round = (degrees) => Math.round(degrees * 1000) / 1000;

  /** Offer the phone's own position, which is asked for only after a tap, and rounded here. */
  function offerHere() {
    const part = document.getElementById("here");
    const form = document.getElementById("search");
    if (!part || !form?.lat || !navigator.geolocation) return;
    part.hidden = false;
    const button = part.querySelector("button");
    button.onclick = () => {
      button.disabled = true;
      say("Asking your phone…", part);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          button.disabled = false;
          form.where.value = "";
          form.lat.value = round(coords.latitude);
          form.lon.value = round(coords.longitude);
          askInPlace(form, button);
        },
        () => {
          button.disabled = false;
          say(NOWHERE, part);
        },
        { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 }
      );
    };
  }

  offerHere();
})();
