// What every page has: forms, keys, the palette, signing out, coming back after a change of language.
import { ask } from "./asking.js";
import "./forms.js";
import { forget } from "./idle.js";
import "./keys.js";
import "./palette.js";

// Names stay on a page as long as it is open: whoever signs out leaves all of them, and nothing of
// what they looked at.
const signedOut = new BroadcastChannel("clearwater-signed-out");

for (const one of document.querySelectorAll("[data-sign-out]")) {
  signedOut.addEventListener("message", () => location.replace("/sign-in"));
  one.addEventListener("click", async () => {
    await ask("DELETE", "/api/v1/sessions/current");
    forget();
    localStorage.clear();
    sessionStorage.clear();
    signedOut.postMessage("");
    location.assign("/sign-in");
  });
}

// The state of a page stands in its address, and has to be there again in the other language.
for (const one of document.querySelectorAll("[data-keep-address]")) {
  one.addEventListener("click", () => {
    const address = new URL(one.href);
    address.searchParams.set("then", location.pathname + location.search);
    one.href = address;
  });
}

for (const place of document.querySelectorAll("[data-enrol]")) {
  place.querySelector("[data-begin]").addEventListener("click", async (event) => {
    const { said } = await ask("POST", "/api/v1/me/devices", { body: {} });
    place.querySelector(".key").textContent = new URLSearchParams(said.address.split("?")[1]).get("secret");
    place.querySelector("[name=ticket]").value = said.ticket;
    event.target.hidden = true;
    place.querySelector("div[hidden]").hidden = false;
    place.querySelector("[name=code]").focus();
  });
}

// Says that what is pressed from now on is heard.
document.documentElement.dataset.ready = "";
