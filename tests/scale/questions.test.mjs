// Questions to a dataset of very many records whose answers do not grow with it: what changed, as the
// records themselves say it, and of very many the first thousand; what is weak; how all there is divides.
// Arguments by environment: as of export.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./server.mjs";

const told = 1000;
let server;

before(async () => (server = await start()));
after(() => server.stop());

const ask = async (target) => {
  const reply = await fetch(server.origin + target);
  assert.equal(reply.status, 200, target);
  return reply.json();
};

const dayAfter = (day, days = 1) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** The records that begin or end after `from`, until `to`, as the list of them says: id → first such day. */
async function changes(from, to) {
  const found = new Map();
  for (let next = `/events?from=${dayAfter(from)}&to=${to}&limit=500&fields=id,date`; next; ) {
    const page = await ask(next);
    for (const { id, date } of page.items) {
      if (!date.start || !date.end) continue;
      const within = [date.start, date.end].filter(({ earliest, latest }) => earliest <= to && latest > from);
      if (within.length > 0) found.set(id, within[0].earliest);
    }
    next = page.next;
  }
  return found;
}

/** The same, as /diff tells it. */
function transitions({ began, ended, changed, transient }) {
  assert.deepEqual(changed, []);
  const found = new Map();
  for (const { id, date } of [...ended, ...began, ...transient]) found.set(id, date.earliest);
  return found;
}

const sorted = (map) => [...map].map(([id, day]) => `${day} ${id}`).sort();

for (const [from, to] of [["1455-01-12", "1455-07-01"], ["1203-02-28", "1203-03-01"], ["1811-05-05", "1812-01-31"]])
  test(`all that began or ended after ${from}, until ${to}`, async () => {
    const diff = await ask(`/diff?from=${from}&to=${to}`);
    assert.deepEqual(diff.truncated, []);
    assert.deepEqual(sorted(transitions(diff)), sorted(await changes(from, to)));
  });

test("of centuries the first thousand are told, and no earlier one is left out", async () => {
  const from = "1250-06-15";
  const diff = await ask(`/diff?from=${from}&to=1950-01-01`);
  assert.deepEqual(diff.truncated, ["event"]);
  const found = transitions(diff);
  assert.equal(found.size, told);
  const last = [...found.values()].sort().at(-1);
  const expected = sorted(await changes(from, last)).slice(0, told);
  // On the last day some have room and others have not: by their ids.
  assert.deepEqual(sorted(found), expected);
});

test("what is weak in very many records is told at once", async () => {
  const quality = await ask("/quality");
  const [events] = quality.collections.filter(({ type }) => type === "event");
  assert.equal(events.records, Number(process.env.CHANCERY_ROWS));
  assert.equal(events.claims.count, 2 * events.records);
  assert.equal(quality.sources.length, 300);
  assert.equal(quality.sources.reduce((sum, { claims }) => sum + claims.count, 0), events.claims.count);
});

const total = async (target) => (await ask(target)).total;

test("the places of all events are counted one by one", async () => {
  const { facets, facets_are } = await ask("/events?facet=place&limit=1");
  assert.equal(facets_are, undefined);
  assert.equal(facets.place.length, 200);
  const counts = facets.place.map(({ count }) => count);
  assert.deepEqual(counts, [...counts].sort((one, other) => other - one));
  for (const { value, count } of [facets.place[0], facets.place[199]]) {
    let found = 0;
    for (let next = `/events?place=${value}&limit=500&fields=id`; next; ) {
      const page = await ask(next);
      found += page.items.length;
      next = page.next;
    }
    assert.equal(count, found, value);
  }
});

test("all claims are counted, and divide by source, rank and verification", async () => {
  const { total, total_is, facets, facets_are } = await ask("/claims?facet=source,rank,verified&limit=1");
  assert.equal(total, (await ask("/quality")).claims.count);
  assert.deepEqual([total_is, facets_are], [undefined, undefined]);
  for (const name of ["rank", "verified"]) assert.equal(facets[name].reduce((sum, { count }) => sum + count, 0), total, name);
  assert.equal(facets.source.length, 200);
});

test("what a filter leaves of very many is counted so far, and says so", async () => {
  const kinds = (await ask("/events?facet=kind&limit=1")).facets.kind;
  assert.equal(kinds.reduce((sum, { count }) => sum + count, 0), Number(process.env.CHANCERY_ROWS));
  const { facets, facets_are } = await ask(`/events?kind=${kinds[0].value}&facet=place&limit=1`);
  assert.equal(facets_are, "at_least");
  assert.ok(facets.place.reduce((sum, { count }) => sum + count, 0) > 10_000);
  assert.equal(kinds[0].count, await total(`/events?kind=${kinds[0].value}&limit=1`));
});

test("what a day's state has of many is counted, or so far, and says so", async () => {
  const at = "at=1480-06-15";
  const state = await ask(`/state?${at}`);
  assert.deepEqual([state.truncated, state.counts_are], [["ongoing_events"], undefined]);
  assert.equal(state.ongoing_events.length, told);
  assert.ok(state.counts.ongoing_events > 10_000);
  const certain = await ask(`/state?${at}&match=certain`);
  assert.deepEqual([certain.counts.ongoing_events, certain.counts_are], [10_000, "at_least"]);
});

test("the first page and the dataset tell how many records there are", async () => {
  const events = Number(process.env.CHANCERY_ROWS);
  const { collections } = await ask("/?format=json");
  assert.equal(collections.find(({ name }) => name === "events").count, events);
  const { counts } = await ask("/dataset");
  assert.deepEqual(counts, { event: events, actor: 200, place: 500, source: 300, claim: await total("/claims?limit=1") });
});

test("a histogram of fifty years has all that the list of them has", async () => {
  const days = "from=1400-01-01&to=1449-12-31";
  const { histogram, total: counted, before } = await ask(`/timeline?histogram=year&${days}`);
  assert.equal(histogram.length, 50);
  assert.equal(before + histogram.reduce((sum, { certain, possible }) => sum + certain + possible, 0), counted);
  assert.equal(counted, await total(`/timeline?${days}&limit=1`));
});

test("few claims of very many are found at once", async () => {
  const { uncited } = await ask("/quality");
  assert.ok(uncited.count > 0 && uncited.count < 20_000);
  const { total, total_is, items } = await ask("/claims?cited=false&limit=500");
  assert.deepEqual([total, total_is, items.length], [uncited.count, undefined, 500]);
  assert.ok(items.every(({ source }) => source === null));
  for (const none of ["verified=true", "rank=deprecated", "conflicting=true&cited=true", "subject_type=treaty"])
    assert.equal((await ask(`/claims?${none}`)).total, 0, none);
});
