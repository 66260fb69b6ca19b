// A dialog that asks for the password again, before something that cannot be undone.
import { Problem, ask } from "./asking.js";
import { element } from "./dom.js";
import { _ } from "./words.js";

// Returns whether it was proved.
export function proveAgain() {
  const password = element("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
  const code = element("input", { name: "code", inputmode: "numeric", autocomplete: "one-time-code" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const form = element(
    "form",
    { class: "form", method: "dialog" },
    element("h2", {}, _("Is it you?")),
    element("p", { class: "note" }, _("This cannot be undone, so your password is asked for once more.")),
    element("label", {}, _("Password"), password),
    element("label", {}, _("Code of your device, if you have one"), code),
    problem,
    element("button", { class: "go" }, _("Go on")),
    element("button", { type: "button", on: { click: () => dialog.close("") } }, _("Not now")),
  );
  const dialog = element("dialog", { "aria-label": _("Is it you?") }, form);
  document.body.append(dialog);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const body = { password: password.value, ...(code.value ? { code: code.value } : {}) };
      await ask("POST", "/api/v1/sessions/current/proofs", { body });
      dialog.close("proved");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "proved");
    });
  });
}
