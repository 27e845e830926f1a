// /diff against the reference, and against itself: differences add up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Reference, sidesOf } from "./reference.mjs";
import { each, seeded, serve } from "./server.mjs";

const first = 2370462; // 1778-01-01
const last = 2421594; // 1917-12-31
let server, reference;

before(async () => {
  server = await serve();
  reference = await Reference.load(server.get);
});
after(() => server.stop());

const diff = (from, to) => server.get(`/diff?from=jdn:${from}&to=jdn:${to}`);

// `count` rising lists of `size` days.
function seededDays(seed, count, size) {
  const random = seeded(seed);
  const one = () => first + Math.floor(random() * (last - first + 1));
  return Array.from({ length: count }, () => Array.from({ length: size }, one).sort((a, b) => a - b));
}

const without = (side) => side.replace(/ (certain|possible)$/, "");
const certain = (sides) => sides.filter((side) => side.endsWith(" certain"));

test("diff: each day of change is told by the difference from the day before", async () => {
  await each(reference.daysOfChange(), async (day) =>
    assert.deepEqual(sidesOf(await diff(day - 1, day)), reference.sides(day - 1, day), `${day}`));
});

test("diff: it tells what the reference tells, between 200 seeded pairs of days", async () => {
  await each(seededDays(1904, 200, 2), async ([from, to]) =>
    assert.deepEqual(sidesOf(await diff(from, to)), reference.sides(from, to), `${from} … ${to}`));
});

// What holds afterwards and did not before, and the reverse, of what is certain.
function net(diffs) {
  const sides = certain(diffs.flatMap(sidesOf)).map(without);
  const began = new Set(sides.filter((side) => side.endsWith(" began")).map((side) => side.slice(0, -6)));
  const ended = new Set(sides.filter((side) => side.endsWith(" ended")).map((side) => side.slice(0, -6)));
  return {
    began: [...began].filter((id) => !ended.has(id)).sort(),
    ended: [...ended].filter((id) => !began.has(id)).sort(),
  };
}

test("diff: [a, b] and [b, c] make [a, c], for 100 seeded triples", async () => {
  await each(seededDays(1917, 100, 3), async ([a, b, c]) => {
    const [one, other, whole] = await Promise.all([diff(a, b), diff(b, c), diff(a, c)]);
    const parts = [...sidesOf(one), ...sidesOf(other)];
    const where = `${a} … ${b} … ${c}`;
    assert.deepEqual([...new Set(parts.map(without))].sort(), sidesOf(whole).map(without), where);
    for (const side of certain(parts)) assert.ok(sidesOf(whole).includes(side), `${where}: ${side}`);
    const exact = (id) => reference.records.find((record) => record.id === id).bounds;
    const isExact = (id) => exact(id).sE === exact(id).sL && exact(id).eE === exact(id).eL;
    const cancelled = net([one, other]), direct = net([whole]);
    for (const what of ["began", "ended"])
      assert.deepEqual(cancelled[what].filter(isExact), direct[what].filter(isExact), where);
  });
});

test("diff: what certainly holds at the end and not at the start has begun", async () => {
  await each(seededDays(1868, 100, 2), async ([from, to]) => {
    const [before, then, changes] = await Promise.all(
      [server.get(`/state?at=jdn:${from}`), server.get(`/state?at=jdn:${to}`), diff(from, to)]);
    const told = new Set(sidesOf(changes).map(without));
    for (const name of Object.keys(then.counts)) {
      if (name === "treaties_pending") continue;
      const had = new Set(before[name].map(({ id }) => id));
      for (const { id, match } of then[name])
        if (match === "certain" && !had.has(id)) assert.ok(told.has(`${id} began`), `${id} by ${to}`);
    }
  });
});

test("diff: every handover is one change, and its sides stand nowhere else", async () => {
  const whole = await diff(first - 1, last);
  const told = new Set();
  for (const { from, to, on } of whole.changed)
    for (const one of from)
      for (const other of to) told.add(`${one.id} ${other.id} ${on.jdn[0]}`);
  const stateful = new Set(reference.stateful());
  for (const { from, to, day } of reference.handovers)
    if (stateful.has(from) && stateful.has(to) && day >= first && day <= last)
      assert.ok(told.has(`${from.id} ${to.id} ${day}`), `${from.id} to ${to.id}`);
  const ended = new Set([...whole.ended, ...whole.transient].map(({ id }) => id));
  const began = new Set([...whole.began, ...whole.transient].map(({ id }) => id));
  for (const { from, to } of whole.changed) {
    for (const { id } of from) assert.ok(!ended.has(id), id);
    for (const { id } of to) assert.ok(!began.has(id), id);
  }
  const keys = whole.changed.map(({ key, domain, on }) => `${domain} ${key.id} ${on.edtf}`);
  assert.equal(new Set(keys).size, keys.length);
});

test("diff: the lists stand by domain, then time, and each key leads somewhere", async () => {
  const whole = await diff(first - 1, last);
  const domains = ["actor", "relation", "treaty", "article", "control", "office", "event"];
  const inOrder = (list, dayOf) => {
    const places = list.map((entry) => [domains.indexOf(entry.domain), dayOf(entry)]);
    for (let i = 1; i < places.length; i++)
      assert.ok(places[i - 1][0] < places[i][0] ||
                (places[i - 1][0] === places[i][0] && places[i - 1][1] <= places[i][1]), `entry ${i}`);
  };
  for (const list of [whole.began, whole.ended, whole.transient]) inOrder(list, ({ date }) => date.jdn[0]);
  inOrder(whole.changed, ({ on }) => on.jdn[0]);
  const links = new Set(whole.changed.map(({ key }) => key.href));
  await each([...links], (link) => server.get(link));
});

test("diff: a day from itself differs in nothing", async () => {
  const nothing = await diff(2410000, 2410000);
  assert.deepEqual(sidesOf(nothing), []);
  assert.deepEqual(nothing.counts, { began: 0, ended: 0, changed: 0, transient: 0 });
});
