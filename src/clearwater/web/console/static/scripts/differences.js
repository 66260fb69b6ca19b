// What two texts have in common and where they differ, by words; a Hanzi or a kana is a word.
const WORD = /https?:\/\/\S+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+|\s+/gu;
const MOST = 600;

// Returns [{kind: "same" | "left" | "right", text}] in order: the longest common sequence of words.
export function differences(left, right) {
  const a = (left.match(WORD) ?? []).slice(0, MOST);
  const b = (right.match(WORD) ?? []).slice(0, MOST);
  const wide = b.length + 1;
  const length = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * wide + j] = a[i] === b[j] ? length[(i + 1) * wide + j + 1] + 1 : Math.max(length[(i + 1) * wide + j], length[i * wide + j + 1]);
    }
  }
  const found = [];
  const add = (kind, text) => {
    const last = found.at(-1);
    if (last?.kind === kind) last.text += text;
    else found.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("same", a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && length[(i + 1) * wide + j] >= length[i * wide + j + 1])) {
      add("left", a[i]);
      i += 1;
    } else {
      add("right", b[j]);
      j += 1;
    }
  }
  return found;
}
