// The timeline, days of the year and chains of causes, against slow and obvious counting over the
// records themselves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./service.mjs";

let service, events, treaties, relations;
before(async () => {
  service = await start();
  events = await service.all("/events");
  treaties = await service.all("/treaties");
  relations = await service.all("/relations");
});
after(() => service.stop());

const isSigning = (event) => event.kind === "treaty-signing" && event.treaties.length > 0;
const dateOf = (entry) =>
  entry.type === "event" ? entry.date : entry.type === "treaty" ? entry.signed.date : entry.interval;

/** The first day on which an entry may have begun, and the last. */
function startOf(entry) {
  const date = dateOf(entry);
  if (!date) return [null, null];
  if (!("start_kind" in date)) return [date.earliest, date.latest];
  if (date.start) return [date.start.earliest, date.start.latest];
  return [null, date.start_kind === "unknown" ? date.latest : null];
}

test("timeline: it has every event, treaty and phase, but no signing beside its treaty", async () => {
  const wanted = [...events.filter((event) => !isSigning(event)), ...treaties, ...relations];
  const ids = (entries) => entries.map(({ id }) => id).sort();
  assert.deepEqual(ids(await service.all("/timeline?fields=label")), ids(wanted));
  assert.deepEqual(ids(await service.all("/timeline?fields=label&dedupe=false")),
    ids([...events, ...treaties, ...relations]));
});

test("timeline: the date of each entry is that of its record", async () => {
  const wanted = new Map([...events, ...treaties, ...relations].map((entry) => [entry.id, dateOf(entry)]));
  for (const entry of await service.all("/timeline?fields=date"))
    assert.deepEqual(entry.date, wanted.get(entry.id), entry.id);
});

for (const [unit, length] of [["year", 4], ["decade", 3], ["month", 7]])
  test(`histogram: by ${unit} it counts the same`, async () => {
    const wanted = new Map();
    let unplaced = 0;
    for (const entry of [...events.filter((event) => !isSigning(event)), ...treaties, ...relations]) {
      const [earliest, latest] = startOf(entry);
      const bucket = (earliest ?? latest)?.slice(0, length);
      if (!bucket) {
        unplaced += 1;
        continue;
      }
      const counted = wanted.get(bucket) ?? { certain: 0, possible: 0 };
      const certain = earliest && latest && latest.slice(0, length) === bucket;
      counted[certain ? "certain" : "possible"] += 1;
      wanted.set(bucket, counted);
    }
    const answer = await service.get(`/timeline?histogram=${unit}`);
    assert.equal(answer.unplaced, unplaced);
    for (const { bucket, certain, possible } of answer.histogram) {
      const counted = wanted.get(bucket.slice(0, length)) ?? { certain: 0, possible: 0 };
      assert.deepEqual({ certain: certain ?? 0, possible: possible ?? 0 }, counted, bucket);
      wanted.delete(bucket.slice(0, length));
    }
    assert.deepEqual([...wanted.keys()], []);
  });

for (const calendar of ["gregorian", "julian"])
  test(`on this day: the days of a ${calendar} year are all treaties signed on a known day`, async () => {
    const wanted = treaties.filter(({ signed }) => signed.date?.precision === "day");
    for (const { id, signed } of wanted) {
      const day = signed.date.calendars[calendar].slice(-5);
      const { items } = await service.get(`/on-this-day?date=${day}&calendar=${calendar}&type=treaty&limit=500`);
      assert.ok(items.some((item) => item.id === id), `${id} on ${day}`);
      for (const { date } of items) assert.equal(date.calendars[calendar].slice(-5), day);
    }
  });

test("on this day: the Japanese day of each treaty finds it", async () => {
  for (const { id, signed } of treaties) {
    const written = signed.date?.calendars?.japanese?.match(/\d+-(i?\d+-\d+)$/);
    if (!written) continue;
    const { items } = await service.get(`/on-this-day?date=${written[1]}&calendar=japanese&limit=500`);
    assert.ok(items.some((item) => item.id === id), `${id} on ${written[1]}`);
  }
});

test("path: over causes alone it is as short as a plain search says", async () => {
  const effects = new Map(events.map(({ id, effects }) => [id, effects.map((effect) => effect.id)]));
  const source = "triple-intervention";
  const distance = new Map([[source, 0]]);
  for (const id of distance.keys())
    for (const next of effects.get(id) ?? [])
      if (!distance.has(next)) distance.set(next, distance.get(id) + 1);
  for (const [id, steps] of [...distance].slice(1)) {
    const path = await service.get(`/path?source=${source}&target=${id}`);
    assert.ok(path.found, id);
    // Parts and treaties may shorten it; sources may lengthen it.
    if (!path.cited) assert.ok(path.length <= steps, id);
    if (path.cited) assert.ok(path.steps.every((step) => step.sources.length > 0), id);
    assert.equal(path.steps[0].source.id, source);
    assert.equal(path.steps.at(-1).target.id, id);
  }
});

test("why: every cause of an event is in it, and has the event among its consequences", async () => {
  for (const { id, causes } of events) {
    if (causes.length === 0) continue;
    const why = await service.get(`/events/${id}/why?depth=1`);
    const nodes = new Set(why.nodes.map((node) => node.id));
    for (const { event } of causes) {
      assert.ok(nodes.has(event.id), `${event.id} in why of ${id}`);
      const after = await service.get(`/events/${event.id}/consequences?depth=1`);
      assert.ok(after.nodes.some((node) => node.id === id), `${id} after ${event.id}`);
    }
  }
});
