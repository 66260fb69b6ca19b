// The panels of a group's page, each started when its own numbers are there.
import { startAccounts } from "./group_accounts.js";
import { startLags } from "./group_lags.js";
import { startNames } from "./group_names.js";
import { startPairs } from "./group_pairs.js";
import { startPlaces } from "./group_places.js";
import { startRecount } from "./group_recount.js";
import { changed, group } from "./group_state.js";
import { startTexts } from "./group_texts.js";
import { startTimeline } from "./group_timeline.js";

export async function start(parts, sideOf) {
  startNames();
  const raster = await parts.raster;
  group.said = raster?.said ?? { start: 0, end: 0, rows: group.accounts, objects: 0, dark: 1 };
  group.sides = raster
    ? { members: sideOf(raster.columns, "members"), control: sideOf(raster.columns, "control") }
    : { members: nobody("members"), control: nobody("control") };
  if (raster) {
    startTimeline();
    startLags();
  }
  await Promise.all([
    parts.accounts.then(startAccounts),
    Promise.resolve(parts.matrix).then(startPairs),
    Promise.resolve(parts.recount).then(startRecount),
    parts.behind.then(arrived),
  ]);
}

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
