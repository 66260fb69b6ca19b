// Figures and moments as `formats.py` writes them, in the language of the page.
const locale = document.documentElement.dataset.language === "zh" ? "zh-CN" : "en-GB";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

export const MISSING = "–";
export const count = (value) => (value === null ? MISSING : whole.format(value));
export const number = (value, digits = 1) =>
  value === null
    ? MISSING
    : new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
export const bits = (value) =>
  value === null || !Number.isFinite(value) ? MISSING : number(Math.abs(value) < 0.05 ? 0 : value, Math.abs(value) >= 99.95 ? 0 : 1).replace("-", "−");
// p- and q-values: two digits that count, and never 0, which none of them is.
const SMALLEST_P = 1e-300;
const digits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
export function probability(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  if (value < SMALLEST_P) return `< ${SMALLEST_P}`;
  return value >= 0.001 ? digits.format(value) : value.toExponential(1);
}
// What chance would make: small ones with two digits, since none of them is 0.
export function expected(value) {
  if (value === null || value >= 1) return number(value, 1);
  return value > 0 ? probability(value) : "0";
}
// An upper bound, given in thousandths: rounded up, or it would be none.
export function atMost(value) {
  const places = value < 1 ? 3 : value < 10 ? 2 : 0;
  return number(Math.ceil(Math.round(value * 1000) / 10 ** (3 - places)) / 10 ** places, places);
}
// Moments are microseconds since 1970, UTC.
export const dayOf = (microseconds) => day.format(new Date(microseconds / 1000));
export const momentOf = (microseconds) => `${instantOf(microseconds)} UTC`;
// The same where the head of a column names the zone.
export const instantOf = (microseconds) => moment.format(new Date(microseconds / 1000));
