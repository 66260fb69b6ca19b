// People and programs: who is added, what is shown once, what is taken back.
import { Problem, ask } from "./asking.js";
import { element } from "./dom.js";
import { bodyOf } from "./forms.js";
import { momentOf } from "./formats.js";
import { onTold, paragraph } from "./told.js";
import { _ } from "./words.js";

const organisation = document.querySelector("[data-organisation]").dataset.organisation;

// Shows what stands nowhere else afterwards, with a button to copy it.
function once(text) {
  return element("p", { class: "command once" }, element("code", {}, text), " ",
    element("button", { type: "button", class: "quiet", "data-copy": true }, _("Copy")));
}

onTold("setup", (said) => {
  const token = new URLSearchParams({ user: said.user, token: said.token, organisation });
  return [
    paragraph(_("Hand this link over now: it is shown once, works once, and until {until}. What stands behind the # reaches no server's log.", {
      until: momentOf(Date.parse(said.until) * 1000) }), "against"),
    once(`${location.origin}/set-up#${token}`),
  ];
});

onTold("token", (said) => [paragraph(_("Keep it now: it is shown once."), "against"), once(said.bearer)]);

onTold("partner", (said) => [
  paragraph(_("{name} is kept.", { name: said.partner })),
  ...(said.secret ? [paragraph(_("Hand this secret over now: it is shown once."), "against"), once(said.secret)] : []),
  element("p", {}, element("a", { href: "/people" }, _("Show the list anew"))),
]);

for (const form of document.querySelectorAll("[data-new-user]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { user, roles } = bodyOf(form);
    await tried(form, () => ask("PUT", `/api/v1/users/${encodeURIComponent(user)}`, { body: { roles, active: true }, fresh: true }));
  });
}

for (const button of document.querySelectorAll("[data-delete]")) {
  button.addEventListener("click", () => tried(button.parentElement, () => ask("DELETE", button.dataset.delete)));
}

async function tried(place, act) {
  const problem = place.querySelector(".problem");
  problem.hidden = true;
  try {
    await act();
    location.reload();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem.textContent = error.code === "stale" ? _("Somebody of this login is there already.") : error.message;
    problem.hidden = false;
  }
}
