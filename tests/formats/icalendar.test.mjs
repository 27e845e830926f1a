// Calendars, read by ical.js: every event has the days of its record.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { all, each, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";

const collections = ["events", "treaties", "actors", "relations", "control", "offices"];
const label = "Pact; of A, B \\ C\nand 「" + "樺太千島交換条約".repeat(12) + "」";
let server, altered;

const event = (id, date, more = {}) =>
  ({ id, kind: "war", labels: { en: id }, date, sources: [{ source: null }], ...more });

before(async () => {
  server = await serve();
  altered = await serveAltered({
    "events/war.json": (events) => [
      ...events,
      event("escaped", "1880-02-29", { labels: { en: label }, summary: { en: "One, two;\r\n\u0007three" } }),
      event("ancient", "-0044-03-15"),
      event("year-one", "0001-01-01"),
      event("last-year", "9999-06-01"),
      event("about", "1850~"),
      event("before", "../1799"),
    ],
  });
});
after(async () => {
  await server.stop();
  await altered.stop();
});

async function bytes(origin, path) {
  const reply = await fetch(origin + path);
  assert.equal(reply.status, 200, path);
  assert.equal(reply.headers.get("content-type"), "text/calendar; charset=utf-8");
  return Buffer.from(await reply.arrayBuffer());
}

async function calendar(path, { origin } = server) {
  const separator = path.includes("?") ? "&" : "?";
  const text = (await bytes(origin, `${path}${separator}format=ics`)).toString("utf8");
  const root = new ICAL.Component(ICAL.parse(text));
  return { root, events: root.getAllSubcomponents("vevent") };
}

const value = (component, name) => component.getFirstPropertyValue(name);
const idOf = (component) => value(component, "uid").replace(/(\.[a-z]+)?(~\d+)?@[^@]*$/, "");
const dating = (row) =>
  row.date ?? row.signed?.date ?? row.in_force ?? row.existed ?? row.interval ?? null;

// The first and the last day that a calendar shows: where one side has no bound, those of the other.
function shown(date) {
  if (date.earliest && date.latest) return [date.earliest, date.latest];
  const side = date.earliest ? date.start ?? date : date.end ?? date;
  return date.earliest ? [side.earliest, side.latest ?? side.earliest]
                       : [side.earliest ?? side.latest, side.latest];
}

function next(day) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10);
}

function checkDays(component, row) {
  const [first, last] = shown(dating(row));
  assert.equal(value(component, "dtstart").toString(), first, row.id);
  assert.equal(value(component, "dtend").toString(), next(last), row.id);
  assert.ok(value(component, "dtstart").isDate && value(component, "dtend").isDate, row.id);
}

for (const collection of [...collections, "timeline"])
  test(`icalendar: each dated record of /${collection} is an event on its days, and no other is`, async () => {
    const rows = (await all(server.get, `/${collection}`))
      .filter((row) => dating(row) && (dating(row).earliest || dating(row).latest));
    const { events } = await calendar(`/${collection}`);
    assert.ok(rows.length > 0);
    assert.deepEqual(events.map(idOf).sort(), rows.map(({ id }) => id).sort());
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const component of events) checkDays(component, byId.get(idOf(component)));
  });

test("icalendar: each article of a treaty is an event on its days", async () => {
  const path = "/treaties/treaty-of-portsmouth-1905/articles";
  const { items } = await server.get(`${path}?limit=500`);
  const { events } = await calendar(path);
  assert.ok(items.length > 10);
  assert.equal(events.length, items.length);
  for (const component of events)
    checkDays(component, items.find(({ id }) => id === idOf(component)));
});

test("icalendar: an item is a calendar of one event", async () => {
  const { items } = await server.get("/timeline?limit=500");
  await each(items.slice(0, 100), async (row) => {
    const { events } = await calendar(row.href);
    assert.equal(events.length, 1, row.href);
    assert.equal(value(events[0], "summary"), row.label);
    checkDays(events[0], await server.get(row.href));
  });
});

test("icalendar: a status is confirmed where the days are known exactly, else tentative", async () => {
  const rows = new Map((await all(server.get, "/events")).map((row) => [row.id, row.date]));
  const exact = (date) => date.earliest && date.latest && date.qualifier === null &&
    (date.start ? [date.start, date.end] : [date]).every((side) => side.earliest === side.latest);
  const { events } = await calendar("/events");
  const statuses = new Set();
  for (const component of events) {
    const status = exact(rows.get(idOf(component))) ? "CONFIRMED" : "TENTATIVE";
    assert.equal(value(component, "status"), status, idOf(component));
    statuses.add(status);
  }
  assert.equal(statuses.size, 2);
});

test("icalendar: no event takes up anybody's time, and each has a kind, a stamp and a name of its own", async () => {
  const { root, events } = await calendar("/timeline");
  const { released } = await server.get("/dataset");
  for (const component of events) {
    assert.equal(value(component, "transp"), "TRANSPARENT");
    assert.ok(value(component, "categories").length > 0);
    assert.equal(value(component, "dtstamp").toString(), `${released}T00:00:00Z`);
  }
  assert.equal(new Set(events.map((component) => value(component, "uid"))).size, events.length);
  assert.equal(value(root, "method"), "PUBLISH");
  // ical.js has no type for NAME (RFC 7986) and leaves the escapes of its text.
  assert.equal(value(root, "name"), "Japan and Russia\\, 1778–1917: timeline");
});

test("icalendar: the description gives the date in words, in three calendars, and the record's path", async () => {
  const { events } = await calendar("/treaties/treaty-of-shimoda-1855");
  const lines = value(events[0], "description").split("\n");
  assert.deepEqual(lines.slice(0, 2), [
    "7 February 1855",
    "1855-02-07 (Gregorian), 1855-01-26 (Julian), Ansei 1-12-21 (安政元年12月21日)",
  ]);
  assert.equal(lines.at(-1), "/treaties/treaty-of-shimoda-1855");
});

test("icalendar: what has no end is shown by its beginning, and says so", async () => {
  const open = (await all(server.get, "/control")).find(({ interval }) => interval.end_kind === "open");
  const { events } = await calendar(open.href);
  checkDays(events[0], open);
  assert.match(value(events[0], "description"), /Its end is open\. .*Only its beginning is shown\./);
});

test("icalendar: the same request gives the same bytes", async () => {
  const [one, other] = [await bytes(server.origin, "/timeline?format=ics"),
                        await bytes(server.origin, "/timeline?format=ics&limit=500")];
  assert.ok(one.equals(other));
});

test("icalendar: lines end in CR LF, have at most 75 octets, and no character is cut", async () => {
  const whole = Buffer.concat([await bytes(altered.origin, "/events?format=ics"),
                               await bytes(server.origin, "/timeline?format=ics&lang=ja")]);
  const lines = whole.toString("latin1").split("\r\n");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  assert.equal(lines.pop(), "");
  assert.ok(lines.some((line) => line.length === 75));
  for (const line of lines) {
    assert.ok(line.length <= 75, line);
    assert.ok(!/[\r\n]/.test(line), line);
    decoder.decode(Buffer.from(line, "latin1"));
  }
});

test("icalendar: commas, semicolons, backslashes and line breaks come back as they were", async () => {
  const { events } = await calendar("/events/escaped", altered);
  assert.equal(value(events[0], "summary"), label);
  assert.match(value(events[0], "description"), /\nOne, two;\nthree\n\/events\/escaped$/);
});

test("icalendar: years that the format cannot write are left out", async () => {
  const { events } = await calendar("/events", altered);
  const ids = events.map(idOf);
  assert.ok(!ids.includes("ancient"));
  assert.ok(ids.includes("year-one") && ids.includes("last-year"));
});

test("icalendar: an undated event is left out, and a calendar without events has a component all the same", async () => {
  const { root, events } = await calendar("/events/first-settlement-at-arica", altered);
  assert.equal(events.length, 0);
  assert.deepEqual(root.getAllSubcomponents().map(({ name }) => name), ["vtimezone"]);
});

test("icalendar: what has no beginning is shown by the days on which it may have ended", async () => {
  const { events } = await calendar("/events/before", altered);
  assert.equal(value(events[0], "dtstart").toString(), "1799-01-01");
  assert.equal(value(events[0], "dtend").toString(), "1800-01-01");
  assert.match(value(events[0], "description"),
    /Its beginning is open\. It ended some time from 1799-01-01 to 1799-12-31\. Only its end is shown\./);
});

const daysOfYear = Array.from({ length: 366 }, (_, i) =>
  new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(5, 10));

test("icalendar: on each day of the year what happened then comes back every year", async () => {
  let count = 0;
  await each(daysOfYear, async (day) => {
    const { items } = await server.get(`/on-this-day?date=${day}&limit=500`);
    const { events } = await calendar(`/on-this-day?date=${day}`);
    assert.deepEqual(events.map(idOf), items.map(({ id }) => id), day);
    assert.equal(new Set(events.map((component) => value(component, "uid"))).size, items.length);
    events.forEach((component, i) => {
      const [year] = items[i].date.earliest.split("-");
      checkDays(component, items[i]);
      assert.equal(value(component, "rrule").toString(), "FREQ=YEARLY");
      assert.ok(value(component, "summary").endsWith(` (${year})`), value(component, "summary"));
      count++;
    });
  });
  assert.ok(count > 200, `${count}`);
});

test("icalendar: an anniversary is expanded to the same day of the next year", async () => {
  const { events } = await calendar("/on-this-day?date=02-07");
  const days = new ICAL.Event(events[0]).iterator();
  assert.deepEqual([days.next(), days.next()].map(String), ["1855-02-07", "1856-02-07"]);
});

test("icalendar: by another calendar the day is not the same every year, so nothing comes back", async () => {
  for (const query of ["date=01-26&calendar=julian", "date=12-21&calendar=japanese"]) {
    const { events } = await calendar(`/on-this-day?${query}`);
    assert.ok(events.length > 0, query);
    for (const component of events) assert.equal(value(component, "rrule"), null);
  }
});
