// What changed, in a dataset of a million records: all that began or ended, as the records themselves say
// it, and of very many the first thousand. Arguments by environment: as of export.test.mjs.
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

test("what is weak in a million records is told at once", async () => {
  const quality = await ask("/quality");
  const [events] = quality.collections.filter(({ type }) => type === "event");
  assert.equal(events.records, Number(process.env.CHANCERY_ROWS));
  assert.equal(events.claims.count, 2 * events.records);
  assert.equal(quality.sources.length, 300);
  assert.equal(quality.sources.reduce((sum, { claims }) => sum + claims.count, 0), events.claims.count);
});
