// What one reader takes for one request and another for two is how requests are smuggled past a proxy.
// Each case is sent whole and cut in two at every byte: as many replies as there are requests, never one
// to what follows a refusal.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corpus, follower } from "./corpus.mjs";
import { parse } from "./replies.mjs";
import { start } from "./server.mjs";
import { either } from "./settings.mjs";
import { many } from "./waiting.mjs";
import { talk } from "./wire.mjs";

let server;
before(async () => (server = await start()));
after(async () => server.stop());

/** The library's own refusals of a Content-Length say their head twice: one reply, then hanging up. */
const headTwice = /^(HTTP\/1\.1 4[^]*?\r\n\r\n)HTTP\/1\.1 4[^]*?\r\n\r\n/;

const methodsOf = (text) => [...text.matchAll(/(?:^|\n)(GET|HEAD|OPTIONS) [^\r]* HTTP/g)].map(([, method]) => method);

async function statuses(bytes, cut) {
  const pieces = cut > 0 ? [bytes.subarray(0, cut), bytes.subarray(cut)] : [bytes];
  const { bytes: came, closed, reset } = await talk(server.port, pieces);
  assert.ok(closed, `cut at ${cut}: the connection stays open`);
  const text = Buffer.from(came.toString("latin1").replace(headTwice, "$1"), "latin1");
  const { replies, rest } = parse(text, methodsOf(bytes.toString("latin1")));
  assert.equal(rest.length, 0, `cut at ${cut}: bytes of no reply: ${rest.toString("latin1", 0, 200)}`);
  return { statuses: replies.map((reply) => reply.status), reset };
}

const wire = (entry) => Buffer.from(entry.bytes + (entry.good ? "" : follower + follower), "latin1");

test(`smuggling: there are ${corpus.length} cases`, () => assert.ok(corpus.length >= 55));

for (const entry of corpus)
  test(`smuggling: ${entry.name}: ${entry.good ? "as many replies as requests" : "refused, and nothing after it is answered"}`, async () => {
    const bytes = wire(entry);
    assert.deepEqual((await statuses(bytes, 0)).statuses, entry.statuses);
    // A long one is cut at every byte of its beginning and end, and here and there between.
    const step = entry.bytes.length > 400 ? either(97, 7) : 1;
    const cuts = [];
    for (let at = 1; at < bytes.length; at += at > 150 && at < bytes.length - 150 ? step : 1) cuts.push(at);
    await many(cuts.length, 24, async (i) => {
      const came = await statuses(bytes, cuts[i]);
      // A second piece that meets a connection closed already is answered by a reset, which may overtake a
      // reply on its way to us (RFC 9112, 9.6): less may have come then, but nothing else.
      const expected = came.reset ? entry.statuses.slice(0, came.statuses.length) : entry.statuses;
      assert.deepEqual(came.statuses, expected, `cut at byte ${cuts[i]}`);
    });
  });

test("smuggling: the server lives on", async () => {
  assert.equal((await server.get("/livez")).status, 200);
});
