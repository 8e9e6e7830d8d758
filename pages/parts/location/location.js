// Asks the phone where it is, only after a tap, and hands Streamlit a rounded answer.
// Three decimals of a degree are about 100 metres: near enough to find help, too rough for a door.
"use strict";

const button = document.getElementById("ask");
const said = document.getElementById("said");
let taps = 0;

function tell(type, rest) {
  window.parent.postMessage({ isStreamlitMessage: true, type, ...rest }, "*");
}

function fit() {
  tell("streamlit:setFrameHeight", { height: document.body.scrollHeight + 6 });
}

function say(words) {
  said.textContent = words;
  fit();
}

function answer(value) {
  taps += 1;
  button.disabled = false;
  tell("streamlit:setComponentValue", {
    value: { ...value, tap: `${Date.now()}-${taps}` },
    dataType: "json",
  });
}

const round = (degrees) => Math.round(degrees * 1000) / 1000;

function found(position) {
  say("Got it. The nearest places are below.");
  answer({ lat: round(position.coords.latitude), lon: round(position.coords.longitude) });
}

function failed(error) {
  const refused = error && error.code === 1;
  say(
    refused
      ? "Your phone said no to sharing. Type a postcode or an area instead."
      : "Your phone could not tell where it is. Type a postcode or an area instead."
  );
  answer({ problem: refused ? "refused" : "failed" });
}

button.addEventListener("click", () => {
  if (!navigator.geolocation) {
    failed(null);
    return;
  }
  button.disabled = true;
  say("Asking your phone…");
  navigator.geolocation.getCurrentPosition(found, failed, {
    enableHighAccuracy: false,
    timeout: 10000,
    maximumAge: 60000,
  });
});

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || event.data.type !== "streamlit:render") return;
  const theme = event.data.theme;
  if (theme) {
    document.documentElement.style.setProperty("--ink", theme.textColor);
    document.documentElement.style.setProperty("--paper", theme.backgroundColor);
    document.documentElement.style.setProperty("--accent", theme.linkColor || theme.textColor);
    // A frame whose scheme differs from the page's gets a white back.
    document.documentElement.style.colorScheme = theme.base === "dark" ? "dark" : "light";
  }
  fit();
});

tell("streamlit:componentReady", { apiVersion: 1 });
// Its words change, and so may their size.
new ResizeObserver(fit).observe(document.body);
