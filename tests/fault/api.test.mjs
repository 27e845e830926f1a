// The contract as an oracle: whatever is asked of any operation, the reply's status and media type are
// declared, its body is what the schema says, and the fault is never the server's.
import assert from "node:assert/strict";
import fc from "fast-check";
import { after, before, test } from "node:test";
import { declaredStatus, fault, isJson, operations, resolve, schemaPointer } from "../contract/document.js";
import { compileTiny } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { requests } from "./generators.mjs";
import { start } from "./server.mjs";
import { database, either, long, seed, seededName } from "./settings.mjs";

let server;
let ids;

before(async () => {
  server = await start({ db: long ? database : await compileTiny(temporaryFolder()), options: ["--query-deadline", "60000"] });
  ids = {};
  for (const collection of ["events", "treaties", "actors", "offices", "places", "relations", "control", "sources", "claims"])
    ids[collection] = JSON.parse((await server.get(`/${collection}?limit=8`)).text).items.map(({ id }) => id);
});
after(async () => assert.deepEqual(await server?.stop(), { code: 0, signal: null }));

const isPartial = (target, status) => /[?&]fields=/.test(target) && status < 300;

async function check({ operation, target, accept, wrong }) {
  const { status, headers, text } = await server.get(target, { headers: accept ? { accept } : {}, redirect: "manual" });
  const where = `${target}${accept ? ` (Accept: ${accept})` : ""}: ${status} ${text.slice(0, 300)}`;
  assert.ok(status < 500, where);
  assert.ok(!wrong || status >= 400, `${where}: a wrong parameter is let through`);
  // A path that cannot be decoded, or leads nowhere, is no operation's.
  const declared = declaredStatus(operation, status);
  assert.ok(declared !== undefined && (declared !== "default" || status >= 400), `${where}: not declared`);
  const mediaType = headers.get("content-type")?.split(";")[0];
  const response = resolve(operation.responses[declared]);
  if (!response.content) return assert.equal(text, "", where);
  assert.ok(mediaType in response.content, `${where}: ${mediaType} is not declared`);
  const pointer = schemaPointer(operation, declared, mediaType);
  if (pointer && isJson(mediaType)) assert.equal(fault(pointer, JSON.parse(text), isPartial(target, status)), null, where);
  assert.ok(headers.get("x-dataset-version"), where);
  if (status >= 400) assert.equal(headers.get("cache-control"), "no-store", where);
  return status;
}

const cases = either(1000, 10_000);

test(seededName(`api: ${cases} requests at random, of every operation, are answered as openapi.json declares`), async (t) => {
  const told = {};
  const asked = new Set();
  await fc.assert(fc.asyncProperty(requests(operations, ids), async (request) => {
    asked.add(request.operation.id);
    const status = await check(request);
    told[status ?? "bare"] = (told[status ?? "bare"] ?? 0) + 1;
  }), { seed, numRuns: cases });
  assert.equal(asked.size, operations.length, "not every operation was asked");
  t.diagnostic(`figure: ${JSON.stringify(told)}, 0 of the server's faults`);
});

test("api: every operation refuses a parameter that it has not, and other methods", async () => {
  for (const operation of operations) {
    const target = operation.path.replace("{id}", ids[operation.path.split("/")[1]]?.[0]).replace("{number}", "1").replace("{slug}", "gone");
    assert.equal((await server.get(`${target}?nothing=1`)).status, 400, target);
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const { status, headers } = await server.get(target, { method });
      assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, OPTIONS"], `${method} ${target}`);
    }
  }
});
