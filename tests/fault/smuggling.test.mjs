// What one reader takes for one request and another for two is how requests are smuggled past a proxy.
// Each case is sent whole and cut in two at every byte: as many replies as there are requests, never one
// to what follows a refusal. And all of it again where a connection's memory is already a quarter, half, three
// quarters or nearly full, by a header of its own or by the request before: the library reads a request into what
// is left, moves what it has read, and may run out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
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
const headTwice = /(HTTP\/1\.1 4(?:(?!\r\n\r\n)[^])*\r\n\r\n)HTTP\/1\.1 4(?:(?!\r\n\r\n)[^])*\r\n\r\n/;

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

// A second piece that meets a connection closed already is answered by a reset, which may overtake a
// reply on its way to us (RFC 9112, 9.6): less may have come then, but nothing else.
const asFarAs = (expected, came) => (came.reset ? expected.slice(0, came.statuses.length) : expected);

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
      assert.deepEqual(came.statuses, asFarAs(entry.statuses, came), `cut at byte ${cuts[i]}`);
    });
  });

// --- where memory is taken already ---

const padding = (length) => `X-Pad: ${"a".repeat(length)}\r\n`;
const requestLine = / HTTP\/1\.\d\r\n/;

/** The case with a first header of so many bytes; undefined: it has no headers. */
const padded = (length) => (entry) =>
  requestLine.test(entry.bytes) ? { ...entry, bytes: entry.bytes.replace(requestLine, (line) => line + padding(length)) } : undefined;

/** The case in one packet with a good request of so many bytes before it. */
const behind = (length) => (entry) => ({
  ...entry, bytes: `GET /livez HTTP/1.1\r\nHost: a\r\n${padding(length)}\r\n${entry.bytes}`, statuses: [200, ...entry.statuses],
});

/** As ever; or, where so much may be too much: so far as ever, and then refused for its size or hung up on. */
function isRight(expected, came, mayBeTooLarge) {
  if (isDeepStrictEqual(came.statuses, asFarAs(expected, came))) return true;
  const said = [413, 414, 431].includes(came.statuses.at(-1)) ? came.statuses.slice(0, -1) : came.statuses;
  return mayBeTooLarge && said.length < expected.length && isDeepStrictEqual(said, expected.slice(0, said.length));
}

// Of the 12 kB that a connection has.
const fillings = [
  ["a quarter", padded(3000)], ["half", padded(6000)], ["three quarters", padded(9000)], ["nearly all", padded(11000)],
  ["a quarter, by the request before,", behind(3000)], ["half, by the request before,", behind(6000)], ["three quarters, by the request before,", behind(9000)],
];

for (const [n, [name, fill]] of fillings.entries())
  test(`smuggling: where ${name} of a connection's memory is taken, each case is answered as ever`, async (t) => {
    const cases = corpus.map((entry) => [entry, fill(entry)]).filter(([, full]) => full);
    const tries = cases.flatMap(([entry, full]) => {
      const bytes = wire(full);
      const own = full.bytes.length - entry.bytes.length; // about where what is the case's own begins
      const step = either(13, 1) * (entry.bytes.length > 400 ? 7 : 1);
      const cuts = [0, Math.floor(own / 2)];
      for (let at = own + (n % step); at < bytes.length; at += step) cuts.push(at);
      return cuts.map((cut) => ({ entry, full, bytes, cut }));
    });
    let tooLarge = 0;
    await many(tries.length, 24, async (i) => {
      const { entry, full, bytes, cut } = tries[i];
      const came = await statuses(bytes, cut);
      const mayBeTooLarge = name === "nearly all" || entry.bytes.length > 400;
      assert.ok(isRight(full.statuses, came, mayBeTooLarge), `${entry.name}, cut at ${cut}: ${came.statuses} instead of ${full.statuses}`);
      if (came.statuses.length < full.statuses.length || [413, 414, 431].includes(came.statuses.at(-1))) tooLarge++;
    });
    t.diagnostic(`figure: ${cases.length} cases, ${tries.length} times, ${tooLarge} refused for their size or by a reset: 0 answered beyond`);
  });

test("smuggling: the server lives on", async () => {
  assert.equal((await server.get("/livez")).status, 200);
});
