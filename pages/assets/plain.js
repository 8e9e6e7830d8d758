/* Comfort on the plain pages, which all work without it. Nothing is kept, and no address changes. */
(() => {
  "use strict";
  const LOST = "We can't reach the site just now. Try again soon. In danger? Call 999. To talk, call Childline on 0800 1111.";

  /** Ask with a form and show the answer here, so that the history holds no page of results. */
  async function askInPlace(form, sender) {
    const fields = new FormData(form);
    if (sender?.name) fields.append(sender.name, sender.value);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    const old = document.querySelector("main");
    if (!main || !old) throw new Error("no page");
    const open = [...old.querySelectorAll("form details")].map((part) => part.open);
    old.replaceChildren(...main.childNodes);
    old.querySelectorAll("form details").forEach((part, at) => (part.open ||= open[at] ?? false));
    const title = old.querySelector("#found") ?? old.querySelector("h1");
    if (!title) return;
    title.tabIndex = -1;
    title.focus();
    title.scrollIntoView();
    offerHere();
  }

  function say(words) {
    let said = document.getElementById("plain-said");
    if (!said) {
      said = document.createElement("p");
      said.id = "plain-said";
      said.className = "said";
      said.setAttribute("role", "status");
      document.querySelector("main").prepend(said);
    }
    said.textContent = "";
    said.append(words);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-in-place]") || !window.fetch) return;
    event.preventDefault();
    const sender = event.submitter;
    // What is typed counts more than a position from before.
    if (form.where?.value.trim() && form.lat) form.lat.value = form.lon.value = "";
    askInPlace(form, sender).catch(() => say(LOST));
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
      say("Asking your phone…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.where.value = "";
          form.lat.value = round(coords.latitude);
          form.lon.value = round(coords.longitude);
          askInPlace(form).catch(() => say(LOST));
        },
        () => {
          button.disabled = false;
          say("Your phone could not tell where it is, or said no. Type a postcode or an area instead.");
        },
        { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 }
      );
    };
  }

  offerHere();
})();
