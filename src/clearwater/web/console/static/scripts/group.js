// The page of a group: asks for its numbers, and starts each panel as soon as its own are there.
import { columnsOf, sideOf } from "./group_columns.js";
import { changed, group } from "./group_state.js";
import { startNames } from "./group_names.js";
import { startTimeline } from "./group_timeline.js";
import { startLags } from "./group_lags.js";
import { startAccounts } from "./group_accounts.js";
import { startPairs } from "./group_pairs.js";
import { startPlaces } from "./group_places.js";
import { startRecount } from "./group_recount.js";
import { startTexts } from "./group_texts.js";

group.window = Number(document.getElementById("group").dataset.window);
startNames();
const behind = columnsOf(`${group.own}/behind`);
const raster = document.querySelector("figure.raster") ? await columnsOf(`${group.own}/raster`) : null;
group.said = raster?.said ?? { start: 0, end: 0, rows: group.accounts, objects: 0, dark: 1 };
group.sides = raster
  ? { members: sideOf(raster.columns, "members"), control: sideOf(raster.columns, "control") }
  : { members: nobody("members"), control: nobody("control") };
if (raster) {
  startTimeline();
  startLags();
}
await Promise.all([startAccounts(), startPairs(), startRecount(), behind.then(arrived)]);
document.documentElement.dataset.drawn = String(Math.round(performance.now()));

function arrived(found) {
  group.behind = found;
  startPlaces();
  startTexts();
  changed("behind");
}

function nobody(name) {
  const none = new Uint8Array(0);
  return { name, time: new Float64Array(0), row: none, object: none, joint: none, lag: none, size: 0 };
}
