// A session in which nothing happens is over. What its pages show goes with it, on every tab: whoever
// comes by after that finds no names. Tabs tell each other by the time of the last request of any.
const KEY = "clearwater-asked";
const LOOK_MS = 15_000;
const idle = document.querySelector("meta[name=idle]");
const requests = new PerformanceObserver(heard);

// Whoever signs out leaves nothing behind, not even the time of it.
export const forget = () => requests.disconnect();

if (idle) {
  heard();
  requests.observe({ type: "resource" });
  setInterval(look, LOOK_MS);
  // A machine that slept has missed its timers.
  document.addEventListener("visibilitychange", look);
}

function heard() {
  localStorage.setItem(KEY, String(Date.now()));
}

function look() {
  if (Date.now() - Number(localStorage.getItem(KEY)) <= Number(idle.content) * 1000) return;
  location.replace(`/sign-in?then=${encodeURIComponent(location.pathname + location.search)}`);
}
