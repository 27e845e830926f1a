// What of a reply of /state must be as the reference has it.
import assert from "node:assert/strict";

export const domainOf = {
  states: "actor", relations: "relation", treaties_in_force: "treaty", treaties_pending: "treaty",
  articles_in_force: "article", control: "control", offices: "office", ongoing_events: "event",
};

// A reply of /state to the days F … T is what the reference says, section by section, in its order.
export function compareState(reference, reply, F, T, boundary = "both", least = "possible") {
  const expected = reference.state(F, T, boundary);
  for (const [name, domain] of Object.entries(domainOf)) {
    const wanted = expected[name].filter((entry) => least === "possible" || entry.endsWith(" certain"));
    const where = `${name} on ${F} … ${T}, ${boundary}, ${least}`;
    assert.deepEqual(reply[name].map(({ id, match }) => `${id} ${match}`), wanted, where);
    const coverage = reference.covered(domain, F, T);
    assert.equal(reply.coverage_by[domain], coverage, where);
    assert.equal(reply.counts[name], wanted.length || (coverage === "outside" ? null : 0), where);
  }
  assert.deepEqual(reply.truncated, []);
}
