// How figures are written. The Python side (formats.py) writes them the same way.

const MISSING = "–";

export function count(value) {
  return value === null || value === undefined ? MISSING : Math.round(value).toLocaleString("en-US");
}

export function bits(value) {
  if (value === null || value === undefined) return MISSING;
  const size = Math.abs(value);
  const text = size >= 99.95 ? count(size) : size.toFixed(1);
  return value < 0 && text !== "0.0" ? `−${text}` : text;
}

export function probability(value) {
  if (value === null || value === undefined) return MISSING;
  if (value < 1e-300) return "< 1e-300";
  return value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}

export function seconds(value) {
  if (value === null || value === undefined) return MISSING;
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60]]) {
    if (value > 60 && value % size === 0) return `${value / size} ${unit}`;
  }
  return `${value} s`;
}

export function lag(microseconds) {
  const value = microseconds / 1e6;
  const text = Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(3);
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${text.replace("-", "")} s`;
}

// Microseconds since 1970 as "2025-10-12 08:15:02.250" in UTC; no decimals for a whole second. The
// Parquet files keep the microseconds.
export function moment(microseconds) {
  const text = new Date(Math.floor(microseconds / 1000)).toISOString().replace("T", " ").slice(0, 23);
  return text.endsWith(".000") ? text.slice(0, 19) : text;
}

export function clock(microseconds) {
  return moment(microseconds).slice(11);
}
