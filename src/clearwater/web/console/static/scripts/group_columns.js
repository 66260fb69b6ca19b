// Reads the files of numbers that a group's page is drawn from. See `app/group/packing.py`.
const KINDS = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array };
const MARK = 0x31475743; // "CWG1"
const MICRO = 1e6;

async function asked(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json, application/vnd.clearwater.columns" } });
  // Whoever is not known any more is sent to the page for signing in; that is no file of ours.
  if (answer.redirected) location.reload();
  return answer.ok ? answer : null;
}

// Returns {said, columns} of a part, or null where it was not kept.
export async function columnsOf(path) {
  const answer = await asked(path);
  if (!answer) return null;
  const file = await answer.arrayBuffer();
  const [mark, length] = new Uint32Array(file, 0, 2);
  if (mark !== MARK) throw new Error("not a file of columns");
  const said = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  const columns = {};
  for (const { name, kind, count, begins } of said.columns) columns[name] = new KINDS[kind](file, 8 + length + begins, count);
  return { said, columns };
}

export async function jsonOf(path) {
  const answer = await asked(path);
  return answer ? answer.json() : null;
}

// Returns the dots of one side: times are microseconds after the first of all.
export function sideOf(columns, name) {
  const gap = columns[`${name}.gap`];
  const rest = columns[`${name}.rest`];
  const time = new Float64Array(gap.length);
  let whole = 0;
  for (let i = 0; i < gap.length; i += 1) {
    whole += gap[i];
    time[i] = whole * MICRO + (rest ? rest[i] : 0);
  }
  const part = (key) => columns[`${name}.${key}`];
  return { name, time, row: part("row"), object: part("object"), joint: part("joint"), lag: part("lag"), size: gap.length };
}

// Returns the first place whose value is at least so much.
export function placeOf(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
