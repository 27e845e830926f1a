// What /state and /diff should say, the slow and obvious way: every record is fetched from its own
// collection, and each question goes through all of them with the contract's arithmetic.
import { all } from "./server.mjs";

const day = (bound, otherwise) => bound ?? otherwise;

// sE, sL, eE, eL of an interval object; null where neither side is known.
function boundsOf(interval) {
  if (!interval) return null;
  const { start, end, start_kind: from, end_kind: to } = interval;
  if (from === "unknown" && to === "unknown") return null;
  const bounds = {};
  if (from === "date") [bounds.sE, bounds.sL] = [day(start.jdn[0], -Infinity), day(start.jdn[1], Infinity)];
  if (from === "open") bounds.sE = bounds.sL = -Infinity;
  if (to === "date") [bounds.eE, bounds.eL] = [day(end.jdn[0], -Infinity), day(end.jdn[1], Infinity)];
  if (to === "open" || to === "ongoing") bounds.eE = bounds.eL = Infinity;
  if (from === "unknown") [bounds.sE, bounds.sL] = [-Infinity, bounds.eL];
  if (to === "unknown") [bounds.eE, bounds.eL] = [bounds.sE, Infinity];
  return bounds;
}

// Of something with bounds: null, "possible" or "certain" on the days F … T.
function holds(b, F, T) {
  if (!b || b.sE > T || b.eL < F) return null;
  return b.sL <= F && b.eE >= T ? "certain" : "possible";
}

// Signed, and not yet in force: from the signature to the day before.
function isPending(record, F, T) {
  const signed = record.signed?.date;
  if (!signed) return null;
  const [first, last] = [day(signed.jdn[0], -Infinity), day(signed.jdn[1], Infinity)];
  const force = record.bounds ?? { sE: NaN, sL: Infinity, eL: Infinity };
  if (first > T || force.sL <= Math.max(F, first) || force.eL < F) return null;
  return last <= F && force.sE > T ? "certain" : "possible";
}

const isDay = (from, to) => from === to && Number.isFinite(from);

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// The keys under which a record ends, and those under which it begins (contract §2, "Handover").
function keysOf(record) {
  const own = {
    control: () => [`place ${record.place?.id}`],
    office: () => [`post ${record.office?.id}`],
    relation: () => [`pair ${[...record.between.map(({ id }) => id)].sort(byText).join(" ")}`],
  }[record.type]?.() ?? [];
  const heirs = [...(record.successors ?? []).map(({ actor }) => actor), ...(record.superseded_by ?? [])];
  return { ends: [...own, ...heirs.map(({ id }) => `heir ${id}`)], begins: [...own, `heir ${record.id}`] };
}

const sections = {
  states: (r) => r.type === "actor" && ["state", "government"].includes(r.kind),
  relations: (r) => r.type === "relation",
  treaties_in_force: (r) => r.type === "treaty",
  treaties_pending: (r) => r.type === "treaty",
  articles_in_force: (r) => r.type === "article",
  control: (r) => r.type === "control",
  offices: (r) => r.type === "office",
  ongoing_events: (r) => r.type === "event" && r.interval?.start_kind !== undefined,
};

// A treaty stands where it was signed, all else where it began, articles in their treaty's order.
function orderOf(record) {
  const signed = record.signed?.date;
  if (record.type === "treaty" && signed)
    return [day(signed.jdn[0], -Infinity), day(signed.jdn[1], Infinity), day(signed.jdn[1], Infinity), record.id];
  const { sE, sL, eL } = record.bounds;
  return record.type === "article" ? [sE, sL, record.treaty.id, record.ordinal, record.id] : [sE, sL, eL, record.id];
}

function compareOrder(a, b) {
  const [one, other] = [orderOf(a), orderOf(b)];
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
  return 0;
}

export class Reference {
  static async load(get) {
    const lists = await Promise.all(
      ["events", "treaties", "actors", "offices", "relations", "control"].map((name) => all(get, `/${name}`)));
    const records = lists.flat();
    for (const treaty of lists[1]) records.push(...(await all(get, `${treaty.href}/articles`)));
    const { coverage } = await get("/dataset");
    return new Reference(records, coverage);
  }

  constructor(records, coverage) {
    this.coverage = coverage;
    this.records = records;
    const begun = new Map(); // "place sakhalin 2406123" → records
    for (const record of records) {
      record.interval = record.in_force ?? record.existed ?? record.date ?? record.interval;
      if (record.interval?.start_kind) record.bounds = boundsOf(record.interval);
      const { begins, ends } = keysOf(record);
      Object.assign(record, { begins, ends });
      if (record.bounds && isDay(record.bounds.sE, record.bounds.sL))
        for (const key of begins) {
          const name = `${key} ${record.bounds.sE}`;
          begun.set(name, [...(begun.get(name) ?? []), record]);
        }
    }
    this.handovers = [];
    for (const record of records)
      for (const key of record.bounds && isDay(record.bounds.eE, record.bounds.eL) ? record.ends : [])
        for (const heir of begun.get(`${key} ${record.bounds.eE}`) ?? [])
          if (heir !== record) {
            record.handsOver = true;
            this.handovers.push({ from: record, to: heir, key, day: record.bounds.eE });
          }
  }

  // The days on which something begins or ends, is signed or passes.
  daysOfChange() {
    const days = new Set();
    for (const { bounds, signed } of this.stateful())
      for (const n of [bounds?.sE, bounds?.sL, bounds?.eE, bounds?.eL, ...(signed?.date?.jdn ?? [])])
        if (Number.isFinite(n)) days.add(n);
    return [...days].sort((a, b) => a - b);
  }

  stateful() {
    return this.records.filter((record) => Object.values(sections).some((belongs) => belongs(record)));
  }

  // Each section as "id match", in order.
  state(F, T, boundary = "both") {
    const answer = {};
    for (const [name, belongs] of Object.entries(sections)) {
      const pending = name === "treaties_pending";
      const found = [];
      for (const record of this.records.filter(belongs)) {
        const match = pending ? isPending(record, F, T) : holds(record.bounds, F, T);
        const left = !pending && boundary === "start" && record.handsOver && record.bounds?.eL === F;
        if (match && !left) found.push([record, match]);
      }
      found.sort(([a], [b]) => compareOrder(a, b));
      answer[name] = found.map(([{ id }, match]) => `${id} ${match}`);
    }
    return answer;
  }

  covered(type, F, T) {
    const { jdn } = this.coverage.domains[type] ?? this.coverage.period;
    if (T < jdn[0] || F > jdn[1]) return "outside";
    return F >= jdn[0] && T <= jdn[1] ? "covered" : "partial";
  }

  // Every beginning and end in (after, until] as "id began certain".
  sides(after, until) {
    const found = [];
    if (after === until) return found;
    const add = (record, what, from, to) => {
      if (!Number.isFinite(from) || !Number.isFinite(to) || from > until || to <= after) return;
      found.push(`${record.id} ${what} ${from > after && to <= until ? "certain" : "possible"}`);
    };
    for (const record of this.stateful()) {
      if (!record.bounds) continue;
      add(record, "began", record.bounds.sE, record.bounds.sL);
      add(record, "ended", record.bounds.eE, record.bounds.eL);
    }
    return found.sort();
  }
}

// The sides that a reply of /diff tells, in the reference's words.
export function sidesOf(diff) {
  const found = new Set();
  const add = (what) => ({ id, match }) => found.add(`${id} ${what} ${match}`);
  diff.began.forEach(add("began"));
  diff.ended.forEach(add("ended"));
  diff.transient.forEach(add("began"));
  diff.transient.forEach(add("ended"));
  for (const { from, to } of diff.changed) {
    from.forEach(add("ended"));
    to.forEach(add("began"));
  }
  return [...found].sort();
}
