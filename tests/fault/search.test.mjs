// What is searched for is data: whatever is typed, it is looked for, or refused with a reason.
import assert from "node:assert/strict";
import fc from "fast-check";
import { after, before, test } from "node:test";
import { nasties } from "./nasties.mjs";
import { start } from "./server.mjs";
import { either, seed, seededName } from "./settings.mjs";

let server;
before(async () => (server = await start({ options: ["--query-deadline", "60000"] })));
after(async () => assert.deepEqual(await server?.stop(), { code: 0, signal: null }));

const places = ["/search?q=", "/suggest?q=", "/events?q=", "/treaties?q=", "/actors?q=", "/places?q=", "/sources?q=", "/timeline?q="];

/** Bytes as they may stand in a query, be they UTF-8 or not. */
const encoded = (text) => [...Buffer.from(text, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

async function ask(place, query) {
  const { status, text } = await server.get(place + query);
  assert.ok(status === 200 || status === 400, `${place}${query}: ${status}: ${text.slice(0, 300)}`);
  const body = JSON.parse(text);
  if (status === 200) assert.ok(Array.isArray(body.items));
  else assert.ok(body.errors.length > 0 || body.detail);
  return status;
}

test(`search: ${nasties.length} things that are syntax elsewhere are looked for or refused, everywhere`, async (t) => {
  const told = { 200: 0, 400: 0 };
  for (const place of places) for (const nasty of nasties) told[await ask(place, encoded(nasty))]++;
  t.diagnostic(`figure: ${JSON.stringify(told)}, 0 of the server's faults`);
});

test(seededName("search: so is anything at all"), async (t) => {
  const told = { 200: 0, 400: 0 };
  const piece = fc.oneof(fc.constantFrom(...nasties), fc.string({ unit: "grapheme", maxLength: 12 }), fc.string({ unit: "binary", maxLength: 12 }));
  const typed = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...places), typed, async (place, text) => {
    told[await ask(place, encoded(text))]++;
  }), { seed, numRuns: either(400, 5000) });
  t.diagnostic(`figure: ${JSON.stringify(told)}, 0 of the server's faults`);
});

test(seededName("search: so are bytes that are no text"), async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 24 });
  await fc.assert(fc.asyncProperty(fc.constantFrom(...places), bytes, async (place, some) => {
    await ask(place, [...some].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  }), { seed, numRuns: either(150, 2000) });
});

test("search: a name between quotes, brackets and operators is found by its words", async () => {
  const plain = JSON.parse((await server.get("/search?q=portsmouth")).text);
  assert.ok(plain.total > 0);
  for (const wrapped of ["(portsmouth)", "portsmouth:", "^portsmouth", "'portsmouth'", "portsmouth;"])
    assert.ok(JSON.parse((await server.get(`/search?q=${encodeURIComponent(wrapped)}`)).text).total > 0, wrapped);
});
