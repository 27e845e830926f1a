// What the page needs to know before it can draw: the whole timeline once, the places, and which actors are one power.
import { get, recordOf, target } from "./api.js";

/** Kinds of events on one lane of the timeline; whatever is not named here goes with "affair". */
const LANES = {
  force: ["war", "battle", "siege", "raid", "occupation", "intervention", "rebellion", "captivity", "incident", "annexation"],
  diplomacy: ["negotiation", "mediation", "alliance", "treaty-signing", "declaration", "ratification", "territorial-transfer", "lease", "award"],
  voyage: ["expedition", "arrival", "departure", "ship-transfer", "disaster"],
};
const LANE_OF = Object.fromEntries(Object.entries(LANES).flatMap(([lane, kinds]) => kinds.map((kind) => [kind, lane])));
export const LANE_ORDER = ["treaty", "force", "diplomacy", "voyage", "affair"];
const COLOURS = 6;

const bounds = (date) => date?.jdn ?? [null, null];

/** Four days of a date or an interval: how early and late it may begin, how early and late it may end. */
export function fourDays(date) {
  if (date.start_kind === undefined) {
    const [earliest, latest] = bounds(date);
    return { starts: [earliest, latest], ends: [earliest, latest], isPoint: true, isExact: date.precision === "day" && !date.qualifier };
  }
  const [startEarliest, startLatest] = bounds(date.start);
  const [endEarliest, endLatest] = bounds(date.end);
  return {
    starts: [startEarliest ?? (date.start ? null : date.jdn[0]), startLatest],
    ends: [endEarliest, endLatest],
    isPoint: false,
    isEndless: date.end_kind === "open" || date.end_kind === "ongoing",
    isExact: true,
  };
}

function toMark(item) {
  return {
    ...item,
    record: recordOf(item),
    lane: item.type === "treaty" ? "treaty" : (LANE_OF[item.kind] ?? "affair"),
    days: fourDays(item.date),
  };
}

/** Join predecessors with successors, and offices, fleets and companies with the power that they belong to. */
function familiesOf(actors) {
  const parent = new Map(actors.map(({ id }) => [id, id]));
  const root = (id) => {
    let at = id;
    while (parent.has(at) && parent.get(at) !== at) at = parent.get(at);
    return at;
  };
  const join = (one, other) => {
    if (parent.has(one) && parent.has(other)) parent.set(root(other), root(one));
  };
  for (const actor of actors) for (const next of actor.successors ?? []) join(actor.id, next.id ?? next.actor?.id);
  for (const actor of actors) {
    const powers = new Set((actor.affiliations ?? []).map(({ actor: power }) => root(power.id)));
    if (powers.size === 1 && !["state"].includes(actor.kind)) join([...powers][0], actor.id);
  }
  return root;
}

/** The powers that hold most get the colours, most first. */
function coloursOf(control, family) {
  const count = new Map();
  for (const { holder } of control) for (const { id } of holder) count.set(family(id), (count.get(family(id)) ?? 0) + 1);
  const order = [...count].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
  const colours = new Map(order.slice(0, COLOURS).map(([power], index) => [power, index + 1]));
  return (actor) => colours.get(family(actor)) ?? 0;
}

/** Phases by pair of powers, the pair with most phases first: the relation that this history is about. */
function pairsOf(relations, family) {
  const pairs = new Map();
  for (const phase of relations) {
    const [one, other] = phase.between.map(({ id }) => family(id)).sort();
    const key = `${one}--${other}`;
    if (!pairs.has(key)) pairs.set(key, { key, phases: [], names: new Map() });
    const pair = pairs.get(key);
    pair.phases.push({ ...phase, record: recordOf(phase), days: fourDays(phase.interval) });
    for (const actor of phase.between) {
      const known = pair.names.get(family(actor.id)) ?? new Map();
      known.set(actor.label, (known.get(actor.label) ?? 0) + 1);
      pair.names.set(family(actor.id), known);
    }
  }
  const commonest = (names) => [...names].sort((one, other) => other[1] - one[1])[0][0];
  return [...pairs.values()]
    .map((pair) => ({ ...pair, label: [...pair.names.values()].map(commonest).join(" – ") }))
    .sort((one, other) => other.phases.length - one.phases.length);
}

export const requests = (lang) => ({
  dataset: target("/dataset", { lang }),
  timeline: target("/timeline", { limit: 500, fields: "label,kind,date,places", lang }),
  relations: target("/relations", { limit: 500, fields: "label,kind,summary,status,diplomatic,between,interval", lang }),
  actors: target("/actors", { limit: 500, kind: "state,government,organization,military-force,company", fields: "label,kind,successors,affiliations", lang }),
  places: target("/places", { limit: 500, fields: "label,kind,point,geometry", lang }),
  holdings: target("/control", { limit: 500, fields: "holder", lang }),
});

export async function loadHistory(lang) {
  const answers = Object.fromEntries(
    await Promise.all(Object.entries(requests(lang)).map(async ([name, where]) => [name, await get(where)])),
  );
  const { dataset } = answers;
  const family = familiesOf(answers.actors.items);
  const kinds = new Map(
    Object.entries(dataset.kinds ?? {}).flatMap(([type, list]) => list.map(({ value, label }) => [`${type}/${value}`, label])),
  );
  const marks = answers.timeline.items.filter(({ type, date }) => type !== "relation" && date.jdn.some((day) => day !== null)).map(toMark);
  const visits = new Map();
  for (const { places } of marks) for (const { id } of places ?? []) visits.set(id, (visits.get(id) ?? 0) + 1);
  return {
    dataset,
    marks,
    everything: answers.timeline.items,
    pairs: pairsOf(answers.relations.items, family),
    places: new Map(answers.places.items.map((place) => [place.id, { ...place, visits: visits.get(place.id) ?? 0 }])),
    colourOf: coloursOf(answers.holdings.items, family),
    familyOf: family,
    kindLabel: (type, kind) => kinds.get(`${type}/${kind}`) ?? kind,
    period: dataset.coverage.period.jdn,
    requests: requests(lang),
  };
}
