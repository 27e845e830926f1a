// Days as Julian Day Numbers, the unit of every scale here; ISO texts only at the edges.

const EPOCH = 2440588; // 1970-01-01
const DAY = 864e5;

export const toJdn = (iso) => {
  const [year, month, day] = iso.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / DAY + EPOCH;
};
export const toTime = (jdn) => new Date((jdn - EPOCH) * DAY);
export const fromTime = (time) => Math.round(time / DAY) + EPOCH;
export const toIso = (jdn) => toTime(jdn).toISOString().slice(0, 10);
export const isIsoDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? "");

/** The same day of another month, or that month's last day. */
export function addMonths(jdn, count) {
  const time = toTime(jdn);
  const months = time.getUTCFullYear() * 12 + time.getUTCMonth() + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return fromTime(Date.UTC(year, month, Math.min(time.getUTCDate(), last)));
}

/** A day of the Julian calendar in words. A leap year stands in, because the Gregorian 1900 has no 29 February. */
export function julianInWords(iso, language) {
  const [year, month, day] = iso.split("-").map(Number);
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
  return format
    .formatToParts(new Date(Date.UTC(2000, month - 1, day)))
    .map((part) => (part.type === "year" ? year : part.value))
    .join("")
    .replace(/\s*г\.$/, "");
}
