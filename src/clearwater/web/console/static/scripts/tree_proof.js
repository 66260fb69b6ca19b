// Follows the proof that an entry is a leaf of the ledger's tree, in this browser: RFC 9162, 2.1.3.2.
import { Sha256 } from "./sha256.js";

const HEX = 16;
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, HEX));
const hexOf = (bytes) => [...bytes].map((one) => one.toString(HEX).padStart(2, "0")).join("");

// Returns what a signed checkpoint says: {origin, size, root}; the root in hex.
export function checkpointOf(note) {
  const [origin, size, root] = note.split("\n");
  return { origin, size: Number(size), root: hexOf(Uint8Array.from(atob(root), (sign) => sign.charCodeAt(0))) };
}

function node(left, right) {
  return new Sha256().update(Uint8Array.of(1)).update(bytesOf(left)).update(bytesOf(right)).hex();
}

// Returns the root, in hex, that follows from a leaf, its number, the size and the proof's hashes;
// null where they do not fit together. Numbers may be above 2^32, so nothing is shifted.
export function rootFrom(leaf, number, size, hashes) {
  if (number >= size) return null;
  let [first, second, root] = [number, size - 1, leaf];
  for (const hash of hashes) {
    if (second === 0) return null;
    if (first % 2 === 1 || first === second) {
      root = node(hash, root);
      while (first % 2 === 0 && first > 0) [first, second] = [first / 2, Math.floor(second / 2)];
    } else root = node(root, hash);
    [first, second] = [Math.floor(first / 2), Math.floor(second / 2)];
  }
  return second === 0 ? root : null;
}
