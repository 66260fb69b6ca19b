// The only way this page makes elements. Text goes in as text nodes, so an account may call itself
// whatever it likes; nothing here or elsewhere parses HTML.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A canvas sized for the screen's pixels; returns a context that draws in CSS pixels.
export function sized(canvas, width, height) {
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

// Calls back when the element's width changes, at most once a frame.
export function onWidth(node, callback) {
  let last = node.clientWidth;
  new ResizeObserver(() => {
    if (node.clientWidth === last || node.clientWidth === 0) return;
    last = node.clientWidth;
    requestAnimationFrame(callback);
  }).observe(node);
}
