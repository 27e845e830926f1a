// The dataset as a whole: its size, its honesty about sources, and no hole in time where history
// had none.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { here, records } from "./data.mjs";
import { start } from "./service.mjs";

const least = {
  events: 130,
  treaties: 25,
  articles: 60,
  actors: 120,
  places: 60,
  control: 45,
  relations: 20,
  offices: 60,
};

/** The days of a list of intervals that nothing covers between `from` and `to`, as texts. */
function holes(intervals, from, to) {
  const spans = intervals
    .map(({ start, end }) => [start?.earliest ?? "0000", end?.latest ?? "9999"])
    .sort();
  const found = [];
  let covered = from;
  for (const [start, end] of spans) {
    if (start > covered) found.push(`${covered} to ${start}`);
    if (end > covered) covered = end;
  }
  if (covered < to) found.push(`${covered} to ${to}`);
  return found;
}

describe("the records as written", () => {
  const all = records();

  it("are as many as the history needs", () => {
    for (const [name, count] of Object.entries(least)) {
      const written = all.filter(([collection]) => collection === name).length;
      assert.ok(written >= count, `${name}: ${written} of ${count}`);
    }
  });

  it("never call general knowledge verified", () => {
    const wrong = all.filter(([, record]) =>
      [...(record.sources ?? []), ...(record.claims ?? [])].some(
        (said) => said.source === null && said.verified,
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it("never verify a statement by the article that is being checked", () => {
    const wrong = all.filter(([, record]) =>
      [...(record.sources ?? []), ...(record.claims ?? [])].some(
        (said) => said.source === "seed-article" && said.verified,
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it("claim to be the same only as what was seen to be", () => {
    const seen = new Set(here("identifiers.json"));
    const said = all.flatMap(([, record]) => record.same_as ?? []);
    assert.deepEqual(said.filter((uri) => !seen.has(uri)), []);
  });

  it("have a label in every language, but for the works that are cited", () => {
    const without = all.filter(
      ([name, { labels }]) => !labels.en || (name !== "sources" && !(labels.ja && labels.ru)),
    );
    assert.deepEqual(without.map(([, record]) => record.id), []);
  });
});

describe("the records as served", () => {
  let service;
  before(async () => (service = await start()));
  after(() => service.stop());

  it("rest on five hundred claims and more, forty of them in conflict", async () => {
    assert.ok((await service.get("/claims?limit=1")).total >= 500);
    assert.ok((await service.get("/claims?conflicting=true&limit=1")).total >= 40);
  });

  const lands = {
    sakhalin: ["sakhalin", "sakhalin-south"],
    "northern Sakhalin": ["sakhalin", "sakhalin-north"],
    "the northern Kurils": ["kurils-north"],
    "the southern Kurils": ["kurils-south"],
    "Port Arthur": ["kwantung-leased-territory"],
    Manchuria: ["manchuria"],
    Korea: ["korea"],
    "the Amur's left bank": ["amur-left-bank"],
  };
  const sovereign = "sovereignty,undivided,joint-possession,unassigned,de-facto";
  for (const [land, places] of Object.entries(lands)) {
    it(`leave no day without a holder of ${land}`, async () => {
      const found = [];
      for (const place of places)
        found.push(
          ...(await service.all(`/control?place=${place}&scope=exact&kind=${sovereign}`)),
        );
      assert.deepEqual(holes(found.map((item) => item.interval), "1778-01-01", "1917-11-07"), []);
    });
  }

  it("leave no day without a phase of the relation of Japan and Russia", async () => {
    const phases = await service.all("/relations?between=empire-of-japan,russian-empire");
    assert.deepEqual(holes(phases.map((item) => item.interval), "1778-12-31", "1925-02-25"), []);
  });

  it("find by their names all whom the article names", async () => {
    const missed = [];
    for (const [query, id] of Object.entries(here("names.json"))) {
      const { items } = await service.get(`/search?q=${encodeURIComponent(query)}&limit=20`);
      if (!items.some((item) => item.id === id)) missed.push(`${query}: ${id}`);
    }
    assert.deepEqual(missed, []);
  });
});
