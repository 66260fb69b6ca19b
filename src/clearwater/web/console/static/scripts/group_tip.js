// What is pointed at, in words beside the pointer.
import { count } from "./formats.js";
import { account, group, object, when } from "./group_state.js";
import { element } from "./dom.js";
import { _ } from "./words.js";

const tip = document.getElementById("tip");

export function tell(x, y, side, dot) {
  const who = side.name === "members" ? account(side.row[dot]) : element("span", {}, _("an ordinary account"));
  const met = side.joint[dot];
  tip.replaceChildren(
    element("div", {}, who, " • ", when(side.time[dot])),
    element("div", {}, object(side.object[dot]), ...actionOf(side, dot)),
    element("div", { class: "mute" }, met ? _("met {n} others of this side", { n: count(met) }) : _("met nobody of this side")),
  );
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.min(x + 14, innerWidth - box.width - 8)}px`;
  tip.style.top = `${y + 16 + box.height > innerHeight ? y - box.height - 10 : y + 16}px`;
}

export function untell() {
  tip.hidden = true;
}

export function actionOf(side, dot) {
  const code = side.name === "members" ? group.behind?.columns.action[dot] : 0;
  return code ? [` • ${group.behind.said.actions[code - 1]}`] : [];
}
