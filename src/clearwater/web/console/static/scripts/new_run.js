// A new run: bring or choose a log, map its columns, count what it costs, start.
import { Problem, ask } from "./asking.js";
import { counting } from "./costing.js";
import { Mapping } from "./mapping.js";
import { bringing } from "./uploading.js";
import { _ } from "./words.js";

const place = document.getElementById("new-run");
const source = place.dataset.upload ? { upload: place.dataset.upload } : { log: place.dataset.log };
const asked = place.dataset.asked ? JSON.parse(place.dataset.asked) : null;
const how = document.getElementById("how");

const form = document.getElementById("bringing");
if (form) bringing(form);

// Returns how the log is to be scanned, as the interface takes it.
function method() {
  const said = {};
  for (const name of ["q", "max_bad_share"]) if (how.elements[name].value) said[name] = how.elements[name].value;
  if (how.elements.seed.value) said.seed = Number.parseInt(how.elements.seed.value, 10);
  said.windows = [...how.querySelectorAll("[name=windows]:checked")].map((one) => one.value);
  if (how.elements.more.value) said.windows.push(...how.elements.more.value.split(/[\s,，]+/).filter(Boolean));
  said.language = how.elements.language.value;
  for (const name of ["objects", "accounts"]) {
    const [kind, ...rest] = how.elements[name].value.split(":");
    if (kind) said[name] = { [kind]: rest.join(":") };
  }
  return said;
}

// Puts the values of the run before into the fields.
function prefill() {
  if (!asked) return;
  const windows = asked.windows_s.map((seconds) => ({ 10: "10s", 60: "60s", 600: "10min", 3600: "1h", 21600: "6h" })[seconds] ?? `${seconds}s`);
  const boxes = [...how.querySelectorAll("[name=windows]")];
  for (const box of boxes) box.checked = windows.includes(box.value);
  how.elements.more.value = windows.filter((one) => !boxes.some((box) => box.value === one)).join(" ");
  how.elements.q.value = asked.q;
  how.elements.seed.value = asked.seed;
  how.elements.max_bad_share.value = asked.max_bad_share;
  how.elements.language.value = asked.language;
  for (const name of ["objects", "accounts"]) {
    const [kind, value] = Object.entries(asked[name] ?? {})[0] ?? [];
    if (kind) how.elements[name].value = `${kind}:${value}`;
  }
}

function problem(id, error) {
  const where = document.getElementById(id);
  where.textContent = error instanceof Problem ? error.message : _("The server did not answer. Try again.");
  where.hidden = false;
  if (!(error instanceof Problem)) console.info(error);
}

if (how) {
  prefill();
  const mapping = new Mapping(source, asked, (error) => problem("looking-problem", error));
  const whole = (kind) => ({ ...source, ...mapping.said(), ...method(), kind });
  counting(() => whole("estimate"), (error) => problem("start-problem", error));
  const start = document.getElementById("start");
  start.addEventListener("click", async () => {
    start.disabled = true;
    try {
      const { said } = await ask("POST", "/api/v1/jobs", { body: whole(place.dataset.kind) });
      location.assign(`/runs/jobs/${said.job}`);
    } catch (error) {
      problem("start-problem", error);
      start.disabled = false;
    }
  });
}
