// A date for people: in words, and in the three calendars where the day is known.
import { h } from "./dom.js";
import { julianInWords } from "./days.js";
import { t } from "./words.js";

/** Lines of [calendar, text, language of the text]; empty unless the date is one day. */
export function calendarsOf(date) {
  const { calendars } = date ?? {};
  if (!calendars) return [];
  return [
    ["gregorian", date.display],
    ["julian", julianInWords(calendars.julian, document.documentElement.lang)],
    ...(calendars.japanese ? [["japanese", calendars.japanese, calendars.japanese_native]] : []),
  ];
}

const line = ([calendar, text, native]) => [
  h("dt", {}, t(calendar)),
  h("dd", {}, native ? [h("span", { lang: "ja" }, native), " ", h("span", { class: "soft" }, text)] : text),
];

/** The date as it is said, and under it each of its days in the other calendars. */
export function dateBlock(date) {
  if (!date) return h("span", { class: "soft" }, "–");
  // Of one day the words already are the Gregorian calendar's.
  const isPoint = date.start_kind === undefined;
  const days = isPoint ? [date] : [date.start, date.end];
  const lists = days.filter((day) => day?.calendars).map((day) => h("dl", { class: "calendars" }, calendarsOf(day).slice(isPoint ? 1 : 0).map(line)));
  return h("div", { class: "date" }, h("span", { class: "date-display" }, date.display), lists);
}
