// /state against the reference: on every day of change, the day before and the day after, on
// 1,000 seeded days, and on longer times.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compareState, domainOf } from "./comparison.mjs";
import { Reference } from "./reference.mjs";
import { each, seeded, serve } from "./server.mjs";

const first = 2370462; // 1778-01-01
const last = 2421594; // 1917-12-31
let server, reference;

before(async () => {
  server = await serve();
  reference = await Reference.load(server.get);
});
after(() => server.stop());

async function check(day, boundary = "both") {
  compareState(reference, await server.get(`/state?at=jdn:${day}&boundary=${boundary}`), day, day, boundary);
}

const around = (day) => [day - 1, day, day + 1];

test("state: on each day of change, the day before and the day after", async () => {
  const days = reference.daysOfChange();
  assert.ok(days.length > 100);
  await each([...new Set(days.flatMap(around))], (day) => check(day));
});

test("state: boundary=start on each day of a handover, the day before and after", async () => {
  const days = [...new Set(reference.handovers.map(({ day }) => day))];
  assert.ok(days.length > 10);
  await each([...new Set(days.flatMap(around))], (day) => check(day, "start"));
});

test("state: on 1,000 seeded days", async () => {
  const random = seeded(1855);
  const days = Array.from({ length: 1000 }, () => first + Math.floor(random() * (last - first + 1)));
  await each(days, (day) => check(day));
});

test("state: what is certain, on 100 seeded days", async () => {
  const random = seeded(1875);
  const days = Array.from({ length: 100 }, () => first + Math.floor(random() * (last - first + 1)));
  await each(days, async (day) =>
    compareState(reference, await server.get(`/state?at=jdn:${day}&match=certain`), day, day, "both", "certain"));
});

test("state: of every year, and of seven of its decades", async () => {
  const years = Array.from({ length: 140 }, (_, i) => `${1778 + i}`);
  await each([...years, "178X", "180X", "181X", "185X", "187X", "190X", "191X"], async (time) => {
    const reply = await server.get(`/state?at=${time}`);
    compareState(reference, reply, reply.at.jdn[0], reply.at.jdn[1]);
  });
});

// Of each record with exact days: what the days around its beginning and its end say.
const isExact = (from, to) => from === to && Number.isFinite(from);

const matches = new Map(); // "section day boundary" → the matches by id, asked for once

async function ask(section, day, boundary) {
  const reply = await server.get(`/state?at=jdn:${day}&boundary=${boundary}`);
  return new Map(reply[section].map(({ id, match }) => [id, match]));
}

async function present(section, id, day, boundary = "both") {
  const name = `${section} ${day} ${boundary}`;
  if (!matches.has(name)) matches.set(name, ask(section, day, boundary));
  return (await matches.get(name)).get(id) ?? null;
}

for (const [type, section] of [["treaty", "treaties_in_force"], ["control", "control"], ["relation", "relations"]])
  test(`state: ${section} the day before, on and after each beginning and end`, async () => {
    const records = reference.records.filter((record) => record.type === type && record.bounds);
    await each(records, async ({ id, bounds: { sE, sL, eE, eL }, handsOver }) => {
      if (isExact(sE, sL)) {
        assert.equal(await present(section, id, sE - 1), null, `${id} before it began`);
        assert.notEqual(await present(section, id, sE), null, `${id} on its first day`);
        if (eE > sE) assert.equal(await present(section, id, sE + 1), "certain", `${id} on its second day`);
      }
      if (isExact(eE, eL)) {
        if (sL < eE) assert.equal(await present(section, id, eE - 1), "certain", `${id} before it ended`);
        assert.notEqual(await present(section, id, eE), null, `${id} on its last day`);
        assert.equal(await present(section, id, eE + 1), null, `${id} after its end`);
        if (handsOver) assert.equal(await present(section, id, eE, "start"), null, `${id} handed over`);
      }
    });
  });

test("state: each entry rests on a record or a claim that is there", async () => {
  const reply = await server.get("/state?at=1904-02-10");
  const entries = Object.keys(domainOf).flatMap((name) => reply[name]);
  await each(entries, async ({ id, basis }) => {
    assert.ok(basis, id);
    const found = await server.get(basis.href);
    assert.equal(found.id, basis.id);
    if (basis.type === "claim") assert.equal(found.subject.id, id);
  });
});

test("state: records of control of one place name each other", async () => {
  const { control } = await server.get("/state?at=1904-02-10");
  for (const one of control)
    assert.deepEqual(
      one.overlaps.map(({ id }) => id),
      control.filter((other) => other !== one && other.place.id === one.place.id).map(({ id }) => id));
});

test("state: narrowed, it gives a part of the whole", async () => {
  const actors = reference.records.filter(({ type, kind }) => type === "actor" && kind === "state");
  const places = [...new Set(reference.records.filter(({ type }) => type === "control").map(({ place }) => place.id))];
  const whole = await server.get("/state?at=1904-02-10");
  const filters = [...actors.map(({ id }) => `actor=${id}`), ...places.map((id) => `place=${id}`),
                   ...places.map((id) => `place=${id}&scope=exact`)];
  await each(filters, async (filter) => {
    const part = await server.get(`/state?at=1904-02-10&${filter}`);
    for (const name of Object.keys(domainOf)) {
      const all = whole[name].map(({ id, match }) => `${id} ${match}`);
      const some = part[name].map(({ id, match }) => `${id} ${match}`);
      assert.deepEqual(some, all.filter((entry) => some.includes(entry)), `${name}, ${filter}`);
    }
  });
});
