// Draws one side of the timelines into the pixels of a canvas: 200,000 dots take a few milliseconds.
//
// Dots are stamped, not drawn as circles: each size of dot is a small square of coverages, made
// once. Dull dots come first and dark ones last, so that none hides a meeting.
import { placeOf } from "./group_columns.js";
import { group } from "./group_state.js";

const DULL = 0;
const SOFT = 1;
const DARK = 2;
const MOST_PIXELS = 5;
const ISOLATED = 4;
export const MARGIN = 4;
export const AXIS = 18;
export const KINDS = 7; // colours for objects, see tokens.css

const stamps = new Map();

// Returns places around a dot's middle and how much of each pixel it covers, for a diameter.
function stampOf(diameter) {
  const known = stamps.get(diameter);
  if (known) return known;
  const radius = diameter / 2;
  const reach = Math.ceil(radius - 0.5);
  const made = [];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const covered = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x, y)));
      if (covered > 0.04) made.push([x, y, Math.round(covered * 255)]);
    }
  }
  const stamp = { x: Int16Array.from(made, (one) => one[0]), y: Int16Array.from(made, (one) => one[1]), a: Uint8Array.from(made, (one) => one[2]), reach };
  stamps.set(diameter, stamp);
  return stamp;
}

// Returns a colour of the theme as red, green and blue in the low bytes of a number; paper is light.
export function colourOf(name, paper = false) {
  const probe = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(document.documentElement);
  const said = document.createElement("i");
  if (paper) said.style.colorScheme = "light";
  said.style.color = style.getPropertyValue(name);
  document.body.append(said);
  probe.fillStyle = getComputedStyle(said).color;
  said.remove();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return r | (g << 8) | (b << 16);
}

export class Raster {
  constructor(canvas, side) {
    this.canvas = canvas;
    this.side = side;
    this.context = canvas.getContext("2d");
    this.layers = layersOf(side);
    this.colours();
  }

  colours(paper = false) {
    this.palette = ["--dot", "--teal-soft", "--teal"].map((name) => colourOf(name, paper));
    this.focusColour = colourOf("--amber", paper);
    this.kinds = Array.from({ length: KINDS }, (_unused, place) => colourOf(`--kind-${place + 1}`, paper));
  }

  // Fits the canvas to the place that it has; `ratio` of its pixels make one of the page.
  fit(width, height, ratio) {
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  paint(view, options) {
    const { width, height } = this.canvas;
    this.pixels.fill(0);
    const left = MARGIN * this.ratio;
    this.scale = (width - 2 * left) / Math.max(1, view.to - view.from);
    this.pitch = (height - (AXIS + 2 * MARGIN) * this.ratio) / Math.max(1, view.bottom - view.top);
    this.left = left;
    this.floor = height - (AXIS + MARGIN) * this.ratio;
    const mask = options.focus && this.side.name === "members" ? group.focus?.mask : null;
    for (const [layer, places] of this.layers.entries()) this.stampAll(places, layer, view, options, mask);
    this.context.putImageData(this.image, 0, 0);
  }

  sizeOf(layer) {
    const most = MOST_PIXELS * this.ratio;
    const fitting = Math.min(most, Math.max(1, this.pitch * 0.92));
    return Math.max(1, Math.round(fitting * [0.62, 0.8, 1][layer]));
  }

  stampAll({ at, time }, layer, view, options, mask) {
    const { row, object } = this.side;
    const { pixels, scale, pitch, left, floor } = this;
    const width = this.canvas.width;
    const middle = MARGIN * this.ratio + pitch / 2;
    const stamp = stampOf(this.sizeOf(layer));
    const plain = this.palette[layer];
    const colours = options.colour && layer === DARK ? options.colour : null;
    const last = placeOf(time, view.to);
    const one = stamp.a.length === 1;
    for (let i = placeOf(time, view.from); i < last; i += 1) {
      const dot = at[i];
      const line = row[dot] - view.top;
      if (line < 0) continue;
      const y = (middle + line * pitch) | 0;
      if (y >= floor) continue;
      const x = (left + (time[i] - view.from) * scale) | 0;
      let colour = plain;
      if (mask) colour = mask[dot] ? this.focusColour : this.palette[DULL];
      else if (colours) colour = this.kinds[colours[object[dot]]] ?? plain;
      if (one) pixels[y * width + x] = (0xff000000 | colour) >>> 0;
      else press(pixels, width, x, y, stamp, colour);
    }
  }

  x(time, view) {
    return (this.left + (time - view.from) * this.scale) / this.ratio;
  }

  y(row, view) {
    return MARGIN + (((row - view.top + 0.5) * this.pitch) / this.ratio);
  }

  timeAt(x, view) {
    return view.from + (x * this.ratio - this.left) / this.scale;
  }

  rowAt(y, view) {
    return view.top + ((y - MARGIN) * this.ratio) / this.pitch;
  }

  // Returns the dot that is nearest to a place on the canvas, -1 where none is near.
  nearest(x, y, view, reach = 9) {
    const { time, row, size } = this.side;
    const last = Math.min(size, placeOf(time, this.timeAt(x + reach, view)));
    let best = -1;
    let least = reach * reach;
    for (let i = placeOf(time, this.timeAt(x - reach, view)); i < last; i += 1) {
      const dy = this.y(row[i], view) - y;
      if (dy > reach || dy < -reach) continue;
      const distance = (this.x(time[i], view) - x) ** 2 + dy * dy - Math.min(this.side.joint[i], 9) * 0.5;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}

function press(pixels, width, x, y, stamp, colour) {
  const { reach } = stamp;
  if (x < reach || x >= width - reach || y < reach) return;
  for (let k = 0; k < stamp.a.length; k += 1) {
    const place = (y + stamp.y[k]) * width + x + stamp.x[k];
    const covered = stamp.a[k];
    // What covers a pixel more keeps it; a later layer covers its own pixels whole.
    if (covered >= pixels[place] >>> 24 || covered > 200) pixels[place] = ((covered << 24) | colour) >>> 0;
  }
}

// Returns the dots of each layer, in the order of time.
function layersOf(side) {
  const least = [0, 1, group.said.dark];
  const layerOf = (joint) => (joint >= least[DARK] ? DARK : joint >= least[SOFT] ? SOFT : DULL);
  const found = [[], [], []];
  for (let i = 0; i < side.size; i += 1) found[layerOf(side.joint[i])].push(i);
  return found.map((places) => {
    const at = Uint32Array.from(places);
    return { at, time: Float64Array.from(at, (dot) => side.time[dot]) };
  });
}

// Returns for each object the colour that it has: those on which most met, `ISOLATED` dots at least.
export function colouring(side) {
  const met = new Uint32Array(group.said.objects);
  for (let i = 0; i < side.size; i += 1) if (side.joint[i] >= group.said.dark) met[side.object[i]] += 1;
  const order = [...met.keys()].filter((one) => met[one] >= ISOLATED).sort((a, b) => met[b] - met[a]);
  const colours = new Uint8Array(group.said.objects).fill(255);
  for (const [place, one] of order.entries()) colours[one] = place % KINDS;
  return colours;
}
