// Every numbered fact of the reference is carried by records that exist, in fields that exist, and
// every correction stands beside the value that it corrects.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { coverage, here, pathOf, records } from "./data.mjs";
import { at, start } from "./service.mjs";

const { facts, corrections } = coverage();
const known = here("facts.json");
const paths = new Map(records().map(([name, record]) => [record.id, pathOf(name, record)]));
const split = (entry) => [entry.slice(0, entry.indexOf("/")), entry.slice(entry.indexOf("/"))];

describe("coverage", () => {
  let service;
  before(async () => (service = await start()));
  after(() => service.stop());

  it("names every fact once, and no other", () => {
    assert.deepEqual(Object.keys(facts).sort(), known.facts);
    for (const [fact, entries] of Object.entries(facts)) {
      assert.ok(entries.length > 0, `${fact} has no carrier`);
      assert.equal(new Set(entries).size, entries.length, `${fact} names a carrier twice`);
    }
  });

  it("names every correction once, and no other", () => {
    assert.deepEqual(Object.keys(corrections).sort(), [...known.corrections].sort());
  });

  it("leads from every fact to a value", async () => {
    const served = new Map();
    const lost = [];
    for (const [fact, entries] of Object.entries(facts)) {
      for (const entry of entries) {
        const [id, pointer] = split(entry);
        if (!paths.has(id)) {
          lost.push(`${fact}: there is no record ${id}`);
          continue;
        }
        if (!served.has(id)) served.set(id, await service.get(`${paths.get(id)}?lang=en`));
        const value = at(served.get(id), pointer);
        if (value === undefined || value === null || value.length === 0)
          lost.push(`${fact}: nothing is at ${entry}`);
      }
    }
    assert.deepEqual(lost, []);
  });

  it("shows every correction as a conflict with one accepted value and a reason", async () => {
    const claims = new Map();
    for (const claim of await service.all("/claims?conflicting=true")) {
      const key = claim.subject.id + claim.field;
      claims.set(key, [...(claims.get(key) ?? []), claim]);
    }
    const faults = [];
    for (const [correction, entries] of Object.entries(corrections)) {
      for (const entry of entries) {
        const sides = claims.get(entry) ?? [];
        const accepted = sides.filter((claim) => claim.rank === "preferred");
        const others = sides.filter((side) => accepted.length === 1 && differs(side, accepted[0]));
        if (others.length === 0) faults.push(`${correction}: ${entry} is not disputed`);
        for (const side of others) {
          if (!side.rank_reason) faults.push(`${correction}: ${entry} lacks a reason`);
          if (side.conflicts_with.length === 0) faults.push(`${correction}: ${entry} is one-sided`);
        }
      }
    }
    assert.deepEqual(faults, []);
  });
});

function differs(one, other) {
  return (
    one.value_kind !== other.value_kind || JSON.stringify(one.value) !== JSON.stringify(other.value)
  );
}
