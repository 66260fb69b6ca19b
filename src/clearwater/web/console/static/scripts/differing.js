// Two texts beside each other, and where they differ: word for word, sign for sign in Chinese.
import { element, theirs } from "./dom.js";
import { _ } from "./words.js";

const MOST = 600;
const words = new Intl.Segmenter(document.documentElement.lang || "zh", { granularity: "word" });
const pieces = (text) => [...words.segment(text)].map((one) => one.segment).slice(0, MOST);
const same = (text) => text.normalize("NFKC").toLowerCase();

// Returns for each piece whether it stands in both, by the longest common subsequence.
function common(left, right) {
  const width = right.length + 1;
  const length = new Uint16Array((left.length + 1) * width);
  for (let a = left.length - 1; a >= 0; a -= 1) {
    for (let b = right.length - 1; b >= 0; b -= 1) {
      length[a * width + b] = same(left[a]) === same(right[b])
        ? length[(a + 1) * width + b + 1] + 1
        : Math.max(length[(a + 1) * width + b], length[a * width + b + 1]);
    }
  }
  const inLeft = new Set();
  const inRight = new Set();
  for (let a = 0, b = 0; a < left.length && b < right.length;) {
    if (same(left[a]) === same(right[b])) { inLeft.add(a); inRight.add(b); a += 1; b += 1; }
    else if (length[(a + 1) * width + b] >= length[a * width + b + 1]) a += 1;
    else b += 1;
  }
  return [inLeft, inRight];
}

function drawn(parts, both, title) {
  const made = element("span", {});
  let run = "";
  let state = null;
  const end = () => {
    if (!run) return;
    made.append(state ? theirs(run) : element("mark", { title }, theirs(run)));
    run = "";
  };
  parts.forEach((part, at) => {
    const here = both.has(at) || !part.trim();
    if (here !== state) end();
    state = here;
    run += part;
  });
  end();
  return made;
}

// Returns the two texts as elements, with what only one of them has marked.
export function differing(left, right) {
  const [a, b] = [pieces(left), pieces(right)];
  const [inA, inB] = common(a, b);
  return [drawn(a, inA, _("only here")), drawn(b, inB, _("only here"))];
}
