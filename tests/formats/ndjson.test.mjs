// NDJSON as jq reads it: one value a line, the same as in the JSON reply.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { all, serve } from "../data/server.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

/** What jq makes of a reply, one JSON value a line. */
async function jq(target, ...filter) {
  const reply = await fetch(server.origin + target);
  assert.equal(reply.status, 200);
  const text = execFileSync("jq", ["-c", ...filter], { input: Buffer.from(await reply.arrayBuffer()), maxBuffer: 1 << 28 });
  return text.toString().split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

for (const path of ["/events", "/treaties", "/actors", "/offices", "/places", "/relations", "/control", "/sources"])
  test(`ndjson: jq reads ${path} as the records of its pages`, async () =>
    assert.deepEqual(await jq(`${path}?format=ndjson`, "."), await all(server.get, path)));

test("ndjson: jq reads one value of one record", async () =>
  assert.deepEqual(await jq("/treaties/treaty-of-portsmouth-1905?format=ndjson", ".id"), ["treaty-of-portsmouth-1905"]));

test("ndjson: jq counts in the export every record and claim once", async () => {
  const { records, claims } = await server.get("/quality");
  const ids = await jq("/export?format=ndjson", ".id");
  assert.equal(ids.length, records + claims.count);
  assert.equal(new Set(ids).size, ids.length);
});

test("ndjson: jq finds the closing record last, with the count", async () => {
  const [closing] = await jq("/export?format=ndjson&collection=relations&end=1", "--slurp", ".[-1] + {lines: length}");
  assert.deepEqual([closing._end, closing.count], [true, closing.lines - 1]);
});
