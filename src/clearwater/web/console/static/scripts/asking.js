// Asks the HTTP interface. Everything that somebody does goes through here.
import { proveAgain } from "./proving.js";

const language = document.documentElement.dataset.language;

// What the interface said instead of doing it: its problem+json.
export class Problem extends Error {
  constructor(said, status) {
    super(said.detail ?? said.title ?? "");
    this.said = said;
    this.status = status;
    this.code = (said.type ?? "").split(":").pop();
  }
}

// Asks, and returns {said, etag}. `options`: body, key (Idempotency-Key), match (If-Match), fresh
// (If-None-Match: it must not be there yet), signal (of an AbortController).
export async function ask(method, path, options = {}) {
  try {
    return await once(method, path, options);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code === "not-logged-in" && !path.endsWith("/sessions")) signIn();
    // What cannot be undone asks for the password again; then it is done after all.
    if (problem.code === "prove-again" && (await proveAgain())) return once(method, path, options);
    throw problem;
  }
}

async function once(method, path, { body, key, match, fresh, signal }) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  const csrf = document.querySelector("meta[name=csrf]");
  if (method !== "GET") headers["X-CSRF-Token"] = csrf.content;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (match) headers["If-Match"] = match;
  if (fresh) headers["If-None-Match"] = "*";
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  const text = await answer.text();
  const said = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new Problem(said, answer.status);
  if (typeof said.csrf === "string") csrf.content = said.csrf;
  return { said, etag: answer.headers.get("ETag") };
}

// Goes to the page for signing in, and comes back here from there.
function signIn() {
  const here = location.pathname + location.search;
  location.assign(`/sign-in?then=${encodeURIComponent(here)}`);
}
