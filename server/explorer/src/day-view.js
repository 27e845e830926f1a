// The state of affairs on the playhead's day, as lists: also the map's twin for those who do not see it.
import { get, target } from "./api.js";
import { h } from "./dom.js";
import { possibly, problemBox, recordLink, requestBar, section, waiting } from "./pieces.js";
import { CONTROL_ORDER, swatch } from "./patterns.js";
import { t } from "./words.js";

export const stateRequest = (context) => target("/state", { at: context.day(), boundary: "start", lang: context.lang });

const when = (item) => h("span", { class: "soft when" }, item.interval?.display ?? item.date?.display ?? "");
const names = (context, references) => references.flatMap((reference, index) => [index > 0 ? " · " : "", recordLink(context, reference)]);
const certainFirst = (items) => [...items].sort((one, other) => (one.match === "possible") - (other.match === "possible"));

/** The relation that the band shows stands first. */
function mainFirst(context, relations) {
  const main = new Set(context.pair()?.phases.map(({ id }) => id));
  return [...certainFirst(relations)].sort((one, other) => main.has(other.id) - main.has(one.id));
}

function controlSection(context, state) {
  const places = new Map();
  for (const record of state.control) {
    if (!places.has(record.place.id)) places.set(record.place.id, []);
    places.get(record.place.id).push(record);
  }
  const order = (record) => CONTROL_ORDER.indexOf(record.kind);
  const { colourOf, kindLabel } = context.data;
  const row = (records) =>
    h("li", {},
      recordLink(context, records[0].place, records[0].place.label, { class: "row-title" }),
      h("ul", { class: "holdings" }, records.sort((one, other) => order(one) - order(other)).map((record) =>
        h("li", { "data-control": record.id },
          swatch(record.kind, record.holder, colourOf), " ",
          recordLink(context, record, kindLabel("control", record.kind)), record.holder.length > 0 ? ": " : "",
          record.holder.map(({ label }) => label).join(" · "), " ", possibly(record), " ", when(record)))));
  return section(t("control"), [...places.values()], row, { first: 20, count: state.control.length });
}

function treatyRow(context) {
  return (treaty) => h("li", {}, recordLink(context, treaty, treaty.label, { class: "row-title" }), " ", possibly(treaty), h("br"), h("span", { class: "soft" }, treaty.parties.map(({ label }) => label).join(" · ")), h("br"), when(treaty));
}

function relationRow(context) {
  return (relation) =>
    h("li", {},
      h("span", { class: `status-dot bg-${relation.status}`, "aria-hidden": "true" }), " ",
      h("span", {}, names(context, relation.between)), ": ",
      recordLink(context, relation, context.data.kindLabel("relation", relation.status)), ", ",
      h("span", { class: "soft" }, t(`diplomatic_${relation.diplomatic}`)), " ", possibly(relation), h("br"), when(relation));
}

const eventRow = (context) => (event) =>
  h("li", {}, recordLink(context, event, event.label, { class: "row-title" }), " ", possibly(event), h("br"), h("span", { class: "soft" }, context.data.kindLabel("event", event.kind), " · ", event.interval?.display ?? ""));

const officeRow = (context) => (office) =>
  h("li", {}, recordLink(context, office.holder, office.holder.label, { class: "row-title" }), " ", possibly(office), h("br"), recordLink(context, office, office.office.label, { class: "quiet" }), h("br"), when(office));

const stateRow = (context) => (state) => h("li", {}, recordLink(context, state), " ", possibly(state), " ", when(state));

export function renderState(context, state) {
  const wars = state.ongoing_events.filter(({ kind }) => kind === "war");
  const others = state.ongoing_events.filter(({ kind }) => kind !== "war");
  return [
    state.coverage !== "covered" && h("p", { class: "notice" }, t(state.coverage)),
    section(t("wars"), certainFirst(wars), eventRow(context), { empty: t("no_war") }),
    controlSection(context, state),
    section(t("treaties_in_force"), certainFirst(state.treaties_in_force), treatyRow(context)),
    section(t("treaties_pending"), certainFirst(state.treaties_pending), treatyRow(context)),
    section(t("relation"), mainFirst(context, state.relations), relationRow(context), { first: 5 }),
    section(t("offices"), certainFirst(state.offices), officeRow(context)),
    section(t("ongoing"), certainFirst(others), eventRow(context), { first: 8 }),
    section(t("states"), certainFirst(state.states), stateRow(context), { open: false, first: 40 }),
    requestBar(stateRequest(context)),
  ];
}

export async function dayView(context, root) {
  const where = stateRequest(context);
  if (!root.dataset.shown) root.replaceChildren(waiting());
  try {
    const state = await get(where);
    if (where !== stateRequest(context) || !context.isShown("day")) return;
    // Folded stays folded while the playhead moves.
    const folded = new Map([...root.querySelectorAll("details.section")].map((part) => [part.querySelector("h3").textContent, part.open]));
    root.replaceChildren(...renderState(context, state).filter(Boolean));
    for (const part of root.querySelectorAll("details.section")) {
      const open = folded.get(part.querySelector("h3").textContent);
      if (open !== undefined) part.open = open;
    }
    root.dataset.shown = "1";
  } catch (error) {
    root.replaceChildren(problemBox(error, () => dayView(context, root)));
    delete root.dataset.shown;
  }
}
