// SHA-256 of what comes in pieces. The browser's own wants a whole file in memory at once, and is
// not there at all on a page that came without TLS. FIPS 180-4.
const K = Uint32Array.from([...Array(64).keys()].map((place) => fraction(Math.cbrt(prime(place)))));
const START = [...Array(8).keys()].map((place) => fraction(Math.sqrt(prime(place))));
const BLOCK = 64;

function prime(place) {
  let found = 1;
  for (let left = place + 1; left > 0; ) {
    found += 1;
    let divides = false;
    for (let by = 2; by * by <= found && !divides; by += 1) divides = found % by === 0;
    if (!divides) left -= 1;
  }
  return found;
}

// Returns the first 32 bits behind the point.
function fraction(value) {
  return ((value - Math.floor(value)) * 2 ** 32) >>> 0;
}

export class Sha256 {
  constructor() {
    this.state = Uint32Array.from(START);
    this.rest = new Uint8Array(BLOCK);
    this.held = 0;
    this.size = 0;
    this.words = new Uint32Array(64);
  }

  // Takes more bytes.
  update(bytes) {
    this.size += bytes.length;
    let from = 0;
    if (this.held) {
      from = Math.min(BLOCK - this.held, bytes.length);
      this.rest.set(bytes.subarray(0, from), this.held);
      this.held += from;
      if (this.held < BLOCK) return this;
      this.#blocks(this.rest, 0, BLOCK);
      this.held = 0;
    }
    const whole = from + Math.floor((bytes.length - from) / BLOCK) * BLOCK;
    this.#blocks(bytes, from, whole);
    this.rest.set(bytes.subarray(whole), 0);
    this.held = bytes.length - whole;
    return this;
  }

  // Returns the hash in hex; nothing may be added afterwards.
  hex() {
    const size = this.size;
    const padding = new Uint8Array((this.held < 56 ? 56 : 120) - this.held + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(size / 2 ** 29));
    view.setUint32(padding.length - 4, (size % 2 ** 29) * 8);
    this.update(padding);
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }

  #blocks(bytes, from, until) {
    const { words, state } = this;
    for (let at = from; at < until; at += BLOCK) {
      for (let n = 0, b = at; n < 16; n += 1, b += 4) words[n] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
      for (let n = 16; n < 64; n += 1) {
        const x = words[n - 15], y = words[n - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[n] = words[n - 16] + s0 + words[n - 7] + s1;
      }
      let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
      for (let n = 0; n < 64; n += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[n] + words[n]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }
  }
}
