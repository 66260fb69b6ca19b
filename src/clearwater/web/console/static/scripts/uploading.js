// Brings a file in pieces. After a break the server says how much it has, and the rest is sent from
// there; the hash of the whole says at the end whether it was the same file.
import { Problem, ask } from "./asking.js";
import { number, count } from "./formats.js";
import { Sha256 } from "./sha256.js";
import { _ } from "./words.js";

const TRIES = 6;
const API = "/api/v1/uploads";
const language = document.documentElement.dataset.language;

const megabytes = (bytes) => `${number(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`;
const waited = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// Sends bytes, and returns what the server says of the upload. A break is tried again.
async function send(upload, offset, bytes) {
  for (let again = 0; ; again += 1) {
    try {
      return await put(upload, offset, bytes);
    } catch (error) {
      const lost = !(error instanceof Problem) || error.status >= 500;
      if (!lost || again >= TRIES) throw error;
      await waited(2 ** again / 2);
      // Some of it may have arrived before the line broke.
      const { said } = await ask("GET", `${API}/${upload}`).catch(() => ({ said: null }));
      if (said && said.received !== offset) return said;
    }
  }
}

async function put(upload, offset, bytes) {
  const csrf = document.querySelector("meta[name=csrf]").content;
  const headers = { "Content-Type": "application/octet-stream", "X-CSRF-Token": csrf, "Accept-Language": language };
  const answer = await fetch(`${API}/${upload}/bytes/${offset}`, { method: "PUT", headers, body: bytes });
  const said = JSON.parse(await answer.text());
  if (!answer.ok) throw new Problem(said, answer.status);
  return said;
}

class Bringing {
  constructor(form) {
    this.form = form;
    this.live = form.querySelector("[data-live]");
    this.problem = form.querySelector(".problem");
    this.pause = form.querySelector("[data-pause]");
    this.paused = false;
    this.pause.addEventListener("click", () => {
      this.paused = !this.paused;
      this.pause.textContent = this.paused ? _("Go on") : _("Pause");
      if (!this.paused) this.resume?.();
    });
  }

  async start() {
    const file = this.form.elements.file.files[0];
    this.problem.hidden = true;
    this.live.hidden = this.pause.hidden = false;
    this.form.querySelector(".go").disabled = true;
    try {
      const upload = await this.#opened(file);
      await this.#sent(file, upload);
      location.assign(`/runs/new?upload=${upload.upload}`);
    } catch (error) {
      this.problem.textContent = error instanceof Problem ? error.message : _("The line broke. Choose the file again, and go on from where it stopped.");
      this.problem.hidden = false;
      this.pause.hidden = true;
      this.form.querySelector(".go").disabled = false;
      if (!(error instanceof Problem)) console.info(error);
    }
  }

  async #opened(file) {
    const before = this.form.elements.resume?.value;
    if (!before) {
      const days = Number.parseInt(this.form.elements.days.value, 10);
      return (await ask("POST", API, { body: { bytes: file.size, days } })).said;
    }
    const { said } = await ask("GET", `${API}/${before}`);
    if (said.bytes !== file.size) throw new Problem({ detail: _("That upload is of a file of {bytes} bytes, and this one has {size}.", { bytes: count(said.bytes), size: count(file.size) }) }, 0);
    return said;
  }

  async #sent(file, upload) {
    const hash = new Sha256();
    let { received } = upload;
    for (let at = 0; at < file.size; ) {
      while (this.paused) await new Promise((resolve) => (this.resume = resolve));
      // What the server has already is read too: the hash is of the whole.
      const until = Math.min(at < received ? Math.min(at + upload.chunk, received) : at + upload.chunk, file.size);
      const bytes = new Uint8Array(await file.slice(at, until).arrayBuffer());
      hash.update(bytes);
      while (received < until) received = (await send(upload.upload, received, bytes.subarray(received - at))).received;
      at = until;
      this.#tell(at, file.size);
    }
    this.live.querySelector("[data-far]").textContent = _("Checking");
    await ask("POST", `${API}/${upload.upload}/completions`, { body: { sha256: hash.hex() } });
  }

  #tell(at, size) {
    this.live.querySelector("progress").value = at / size;
    this.live.querySelector("[data-far]").textContent = _("{done} of {size}", { done: megabytes(at), size: megabytes(size) });
  }
}

// Lets a form bring a file.
export function bringing(form) {
  const one = new Bringing(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    one.start();
  });
}
