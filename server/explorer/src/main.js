// The explorer: one page over the public API. It holds the state of the address and tells each part what to show.
import { createAddress } from "./address.js";
import { get, Problem, target } from "./api.js";
import { changesView } from "./changes-view.js";
import { chronicleView } from "./chronicle-view.js";
import { calendarsOf } from "./date-words.js";
import { addMonths, isIsoDay, toIso, toJdn } from "./days.js";
import { dayView, stateRequest } from "./day-view.js";
import { byId, h } from "./dom.js";
import { loadHistory } from "./history.js";
import { createMap } from "./map.js";
import { problemBox, recordLink } from "./pieces.js";
import { swatch, CONTROL_ORDER } from "./patterns.js";
import { recordView } from "./record-view.js";
import { searchBox, searchView } from "./search-view.js";
import { createTimeline } from "./timeline.js";
import { createTooltip } from "./tooltip.js";
import { speak, t } from "./words.js";

const ORDINARY = "day";
const address = createAddress();
const tooltip = createTooltip();
let data = null;
let lang = "en";
let day = 0;
let state = null;

const clampDay = (jdn) => Math.max(data.period[0], Math.min(data.period[1], jdn));
const viewName = () => address.get("view") ?? (address.get("record") ? "record" : address.get("q") ? "search" : ORDINARY);

/** What the views may know and do. */
const context = {
  get data() { return data; },
  get lang() { return lang; },
  day: () => toIso(day),
  record: () => address.get("record"),
  pair: () => mainPair(),
  mark: (name) => address.get(name) ?? (name === "from" ? toIso(clampDay(addMonths(day, -120))) : toIso(day)),
  isShown: (name) => viewName() === name,
  linkTo: (patch) => address.linkTo(patch),
  set: (patch, options) => address.set(patch, options),
  open: (record, extra = {}) => address.set({ record, view: "record", ...extra }, { push: true }),
  focusOn(record) {
    const places = record.type === "place" ? [record] : [record.place, record.signed?.place, ...(record.places ?? [])].filter(Boolean);
    map.show({ focus: places.map(({ id }) => id), record: address.get("record") });
  },
};

const setDay = (jdn, options) => address.set({ at: toIso(clampDay(jdn)) }, options);
const timeline = createTimeline(byId("timeline"), {
  tooltip,
  linkTo: context.linkTo,
  onDay: (jdn) => setDay(jdn),
  onSpan: (span) => address.set({ span: span ? span.map(toIso).join("/") : null }),
});
const map = createMap(byId("map"), { tooltip, linkTo: context.linkTo });

const spanOf = (text) => {
  const parts = (text ?? "").split("/");
  return parts.length === 2 && parts.every(isIsoDay) ? parts.map(toJdn) : null;
};
const marksOf = () => (viewName() === "changes" && isIsoDay(context.mark("from")) && isIsoDay(context.mark("to")) ? [toJdn(context.mark("from")), toJdn(context.mark("to"))] : null);
const mainPair = () => data.pairs.find(({ key }) => key === address.get("pair")) ?? data.pairs[0];

// The day: its three calendars, the phase of the relation that it falls in, and the way to the next turn.

function phaseOn(phases) {
  return phases.findLastIndex(({ days }) => (days.starts[0] ?? -Infinity) <= day && day <= (days.ends[1] ?? Infinity));
}

function turnButton(key, at) {
  const isUsable = at !== undefined;
  return h("button", { type: "button", class: "button turn", "aria-disabled": String(!isUsable), onclick: () => isUsable && setDay(at, { push: true }) },
    key === "previous_turn" ? "← " : "", t(key), key === "next_turn" ? " →" : "");
}

function showTurn() {
  const pair = mainPair();
  const root = byId("turn");
  if (!pair) return root.replaceChildren();
  const phases = pair.phases.filter(({ days }) => (days.starts[0] ?? -Infinity) <= data.period[1]);
  const index = phaseOn(phases);
  const phase = phases[index];
  const focused = root.contains(document.activeElement) ? [...root.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  // Phases may overlap (allies in China while rivals elsewhere): a turn is where any of them begins.
  const turns = phases.map(({ days }) => days.starts[0]).filter((at) => at !== null);
  root.replaceChildren(
    phase
      ? h("div", { class: "turn-text" },
          h("p", { class: "kicker" }, h("span", { class: `status-tag status-bg-${phase.status}` }, data.kindLabel("relation", phase.status)), " ", t(`diplomatic_${phase.diplomatic}`), " · ", t("turn_of", { n: index + 1, of: phases.length })),
          h("p", { class: "turn-title" }, recordLink(context, phase)),
          h("p", { class: "summary", lang: phase.summary_lang ?? null }, phase.summary),
          h("p", { class: "soft" }, phase.interval.display))
      : h("p", { class: "soft turn-text" }, t("before_first")),
    h("div", { class: "turn-steps" }, turnButton("previous_turn", turns.findLast((at) => at < day)), turnButton("next_turn", turns.find((at) => at > day))));
  if (focused >= 0) root.querySelectorAll("button")[focused]?.focus();
}

function showSteps() {
  const step = (label, unit, move) => h("button", { type: "button", class: "button", "aria-label": `${t(unit)} ${t(label === "−" ? "earlier" : "later")}`, onclick: () => setDay(move(day)) }, label === "−" ? "‹" : "›");
  const group = (unit, back, forth) => h("span", { class: "step", role: "group", "aria-label": t(unit) }, step("−", unit, back), h("span", { "aria-hidden": "true" }, t(unit)), step("+", unit, forth));
  // Each example of a date stays in one piece.
  byId("day-hint").replaceChildren(...t("day_hint").split(/(?<=、|, )|(?= or | или )/).flatMap((part) => [h("span", {}, part.trim()), part.endsWith("、") ? "" : " "]));
  byId("steps").replaceChildren(
    group("day", (jdn) => jdn - 1, (jdn) => jdn + 1),
    group("month", (jdn) => addMonths(jdn, -1), (jdn) => addMonths(jdn, 1)),
    group("year", (jdn) => addMonths(jdn, -12), (jdn) => addMonths(jdn, 12)));
}

function showDate(date) {
  byId("day").textContent = date.display;
  byId("calendars").replaceChildren(...calendarsOf(date).slice(1).map(([calendar, text, native]) =>
    h("div", {}, h("dt", {}, t(calendar)), h("dd", {}, native ? [h("span", { lang: "ja" }, native), " ", h("span", { class: "soft" }, text)] : text))));
  timeline.show({ day, dayLabel: date.display });
}

// The playhead's day, whenever it moves. While it is dragged, only the newest question counts.

async function showDay() {
  if (document.activeElement !== byId("day-input")) byId("day-input").value = toIso(day);
  timeline.show({ day });
  showTurn();
  const where = stateRequest(context);
  if (viewName() === "day") dayView(context, byId("view"));
  try {
    const answer = await get(where);
    if (where !== stateRequest(context)) return;
    state = answer;
    showDate(state.at);
    map.show({ day, control: state.control, ongoing: state.ongoing_events.filter(({ interval, match }) => match === "certain" && interval?.jdn?.[1] && interval.jdn[1] - interval.jdn[0] < 1100) });
    showLegend();
    document.body.dataset.day = toIso(day);
  } catch (error) {
    byId("calendars").replaceChildren();
    byId("day").textContent = toIso(day);
    if (viewName() !== "day") byId("view").replaceChildren(problemBox(error, showDay));
  }
}

function showLegend() {
  const example = new Map();
  for (const record of state.control) if (!example.has(record.kind)) example.set(record.kind, record.holder);
  const holders = new Map();
  for (const { id, label } of state.control.flatMap(({ holder }) => holder)) {
    const colour = data.colourOf(id);
    if (colour === 0) continue;
    const known = holders.get(colour);
    if (!known || data.familyOf(id) === id || known.count === 0) holders.set(colour, { id, label, count: state.states.some((one) => one.id === id) ? 1 : 0 });
  }
  const kinds = [...example.keys()].sort((one, other) => CONTROL_ORDER.indexOf(one) - CONTROL_ORDER.indexOf(other));
  byId("map-legend").replaceChildren(
    h("ul", { class: "legend", "aria-label": t("legend") },
      [...holders].sort(([one], [other]) => one - other).map(([, { id, label }]) => h("li", {}, swatch("sovereignty", [{ id }], data.colourOf), label)),
      kinds.filter((kind) => kind !== "sovereignty").map((kind) => h("li", {}, swatch(kind, example.get(kind), data.colourOf), data.kindLabel("control", kind)))));
}

// The panel and its tabs.

const VIEWS = {
  day: (root) => dayView(context, root),
  changes: (root) => changesView(context, root),
  record: (root) => recordView(context, root),
  list: (root) => chronicleView(context, root),
  search: (root) => searchView(context, root, address.get("q") ?? ""),
};

function showTabs() {
  const root = byId("tabs");
  const names = ["day", "changes", "record", "list", ...(address.get("q") ? ["search"] : [])];
  const shown = viewName();
  const hadFocus = root.contains(document.activeElement);
  root.replaceChildren(...names.map((name) =>
    h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === shown), "aria-controls": "view", tabindex: name === shown ? "0" : "-1", onclick: () => address.set({ view: name }, { push: true }) }, t(`tab_${name}`))));
  byId("view").setAttribute("aria-labelledby", `tab-${shown}`);
  const selected = byId(`tab-${shown}`);
  if (selected) root.scrollLeft = selected.offsetLeft - root.offsetLeft - 40;
  if (hadFocus) selected?.focus();
}

byId("tabs").addEventListener("keydown", (event) => {
  const names = [...byId("tabs").children];
  const here = names.indexOf(document.activeElement);
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  names[(to + names.length) % names.length].click();
});

function showView() {
  showTabs();
  const root = byId("view");
  delete root.dataset.shown;
  byId("panel").scrollTop = 0;
  root.dataset.view = viewName();
  timeline.show({ record: viewName() === "record" ? address.get("record") : null, changes: marksOf() });
  if (viewName() !== "record") map.show({ focus: [], record: null });
  return (VIEWS[viewName()] ?? VIEWS.day)(root);
}

// Links: each has a true address; a plain click stays on the page.

document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.("a[data-record], a[data-q], a[data-scroll]");
  if (!anchor || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  tooltip.hide();
  if (anchor.dataset.scroll) return byId(anchor.dataset.scroll)?.scrollIntoView();
  if (anchor.dataset.q) {
    byId("search-input").value = anchor.dataset.q;
    return address.set({ q: anchor.dataset.q, view: "search" }, { push: true });
  }
  const onDay = Number(anchor.dataset.day);
  context.open(anchor.dataset.record, onDay ? { at: toIso(clampDay(onDay)) } : {});
});

/** After a record was opened, or something was searched, the reader is led to it; what came with the address leaves the page where it is. */
async function leadToView() {
  await showView();
  byId("record-title")?.focus({ preventScroll: true });
  const { top } = byId("panel").getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.6) byId("panel").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

// Going to a day that is written in any calendar: the API reads it.

async function goTo(text, options) {
  const fault = byId("day-fault");
  fault.hidden = true;
  if (!text) return;
  try {
    const { date } = await get(target("/calendar", { date: text, lang }));
    const first = date.earliest ?? date.latest;
    if (first) setDay(toJdn(first), options);
  } catch (error) {
    const suggestion = error.body?.errors?.[0]?.suggestion;
    fault.textContent = [error.body?.detail ?? error.message, suggestion ? `${t("did_you_mean")}: ${suggestion}` : ""].join(" ");
    fault.hidden = false;
  }
}

byId("day-form").addEventListener("submit", (event) => {
  event.preventDefault();
  goTo(byId("day-input").value.trim(), { push: true });
});

for (const [id, factor] of [["zoom-in", 0.5], ["zoom-out", 2], ["zoom-all", Infinity]]) {
  byId(id).addEventListener("click", () => (factor === Infinity ? address.set({ span: null }) : timeline.zoom(factor)));
}
for (const [id, act] of [["map-in", () => map.zoom(1.7)], ["map-out", () => map.zoom(1 / 1.7)], ["map-all", () => map.reset()]]) byId(id).addEventListener("click", act);
byId("pair").addEventListener("change", (event) => address.set({ pair: event.target.value === data.pairs[0].key ? null : event.target.value }));
byId("timeline").addEventListener("keydown", (event) => {
  if (event.key === "+" || event.key === "=") timeline.zoom(0.5);
  else if (event.key === "-") timeline.zoom(2);
  else if (event.key === "0") address.set({ span: null });
});

function showFrame() {
  document.title = `${data.dataset.title} – Chancery`;
  byId("title").textContent = data.dataset.title;
  byId("map-all").setAttribute("aria-label", t("zoom_all"));
  byId("citation").textContent = data.dataset.citation ?? "";
  byId("languages").replaceChildren(...data.dataset.languages.map(({ code, name }) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === lang), onclick: () => address.set({ lang: code }, { push: true }) }, name)));
  byId("pair").replaceChildren(...data.pairs.map(({ key, label }) => h("option", { value: key, selected: key === mainPair().key }, label)));
  byId("timeline-legend").replaceChildren(timeline.legend());
  showSteps();
}

/** The language that was asked for, else the first of the reader's that the dataset has. */
function languageAmong(languages) {
  const codes = languages.map(({ code }) => code);
  const wanted = [address.get("lang"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((code) => codes.includes(code)) ?? codes[0];
}

async function show() {
  const first = await get(target("/dataset", { lang: address.get("lang") ?? "en" })).catch(() => get("/dataset"));
  lang = languageAmong(first.languages);
  data = await loadHistory(lang);
  const at = address.get("at");
  if (at && !isIsoDay(at)) await goTo(at);
  const asked = isIsoDay(address.get("at")) ? address.get("at") : (data.dataset.coverage.domains?.treaty?.earliest ?? data.dataset.coverage.period.earliest);
  day = clampDay(toJdn(asked));
  const focused = document.activeElement?.lang;
  speak(lang);
  timeline.show({ day, dayLabel: null, span: spanOf(address.get("span")), pair: address.get("pair") });
  timeline.setData(data);
  showFrame();
  if (focused && !document.activeElement?.lang) byId("languages").querySelector(`[lang="${lang}"]`)?.focus();
  map.setData(data);
  if (address.get("q")) byId("search-input").value = address.get("q");
  await Promise.all([showDay(), showView()]);
  document.body.dataset.ready = lang;
  performance.mark("ready");
}

async function start() {
  try {
    await show();
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error); // ours, not the API's
    byId("view").replaceChildren(problemBox(error, start));
  }
}

address.onChange((changed) => {
  if (changed.has("lang") || !data) return start();
  if (changed.has("at") && isIsoDay(address.get("at"))) {
    day = clampDay(toJdn(address.get("at")));
    showDay();
  }
  if (changed.has("span") || changed.has("pair")) timeline.show({ span: spanOf(address.get("span")), pair: address.get("pair") });
  if (changed.has("pair")) showTurn();
  if (changed.has("record") && viewName() === "record") leadToView();
  else if (changed.has("view") && viewName() === "record" && address.get("record")) leadToView();
  else if (changed.has("q") && viewName() === "search") leadToView();
  else if (changed.has("view") || changed.has("record") || changed.has("q") || (viewName() === "changes" && (changed.has("from") || changed.has("to")))) showView();
});

searchBox(context, byId("search"), byId("search-input"), byId("suggestions"));
start();
// The outline is the one thing that is not the API's: it comes with the page.
fetch(byId("land").href).then((reply) => reply.json()).then((topology) => map.setLand(topology)).catch(() => {});
