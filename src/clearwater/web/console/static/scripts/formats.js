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
  value === null || !Number.isFinite(value) ? MISSING : number(value, Math.abs(value) >= 99.95 ? 0 : 1).replace("-", "−");
// Moments are microseconds since 1970, UTC.
export const dayOf = (microseconds) => day.format(new Date(microseconds / 1000));
export const momentOf = (microseconds) => `${instantOf(microseconds)} UTC`;
// The same where the head of a column names the zone.
export const instantOf = (microseconds) => moment.format(new Date(microseconds / 1000));
