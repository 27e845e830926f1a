// Requests that were whole and were spoiled: bytes flipped, put in, taken out, doubled, joined to another's.
// Whatever comes, the server lives on, says nothing that is no reply, and finds no fault with itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corpus } from "./corpus.mjs";
import { nasties } from "./nasties.mjs";
import { randomOf } from "./random.mjs";
import { parse } from "./replies.mjs";
import { start } from "./server.mjs";
import { either, seededName } from "./settings.mjs";
import { many } from "./waiting.mjs";
import { heavy } from "./words.mjs";
import { talk } from "./wire.mjs";

const count = either(2000, 100_000);
const random = randomOf(77);
const below = (most) => Math.floor(random() * most);
const pick = (list) => list[below(list.length)];

const targets = [...heavy, "/events?at=1855-02-07&lang=ja", "/treaties/treaty-of-portsmouth-1905?include=articles", "/calendar?date=julian:1855-01-26"];
const fields = ["Accept: text/csv;q=0.5, */*", "Accept-Encoding: gzip;q=1, br", 'If-None-Match: "a", W/"b"', "Range: bytes=0-9",
  "Accept-Language: ja, ru;q=0.4", "X-Forwarded-For: 10.0.0.1, ::1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "X-Request-Id: abc", "If-Modified-Since: Sun, 22 Nov 2026 00:00:00 GMT", "Content-Length: 0"];

const whole = () => Buffer.from(`${pick(["GET", "GET", "HEAD", "OPTIONS"])} ${pick(targets)} HTTP/1.1\r\nHost: a\r\n${pick(fields)}\r\n${pick(fields)}\r\n\r\n`);
const bases = [...corpus.map(({ bytes }) => Buffer.from(bytes, "latin1")), ...targets.map(whole)];

// Where it is taken for a request it ends the connection; where it is not, it is more of the same.
const last = Buffer.from("\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

const spoilers = [
  (bytes) => Buffer.from(bytes).fill(below(256), below(bytes.length), below(bytes.length) + 1),
  (bytes) => { const at = below(bytes.length); return Buffer.concat([bytes.subarray(0, at), Buffer.from([bytes[at] ^ (1 << below(8))]), bytes.subarray(at + 1)]); },
  (bytes) => { const at = below(bytes.length); return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]); },
  (bytes) => { const at = below(bytes.length); return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + below(200)), bytes.subarray(at)]); },
  (bytes) => { const at = below(bytes.length); return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(nasties), "utf8"), bytes.subarray(at)]); },
  (bytes) => { const at = below(bytes.length); return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(["\r", "\n", "\0", ":", "%", "%0", "%00", "\r\n\r\n", " ", "\xff", ";", ","]), "latin1"), bytes.subarray(at)]); },
  (bytes) => { const other = pick(bases); return Buffer.concat([bytes.subarray(0, below(bytes.length)), other.subarray(below(other.length))]); },
];

function spoiled() {
  let bytes = random() < 0.5 ? pick(bases) : whole();
  for (let i = 0; i <= below(3) && bytes.length > 0; i++) bytes = pick(spoilers)(bytes);
  return Buffer.concat([bytes, last]);
}

let server;
before(async () => (server = await start({ options: ["--trusted-proxies", "loopback", "--query-deadline", "60000"] })));
after(async () => server.stop());

test(seededName(`hostile: ${count} spoiled requests, and the server lives on`), async (t) => {
  const told = {};
  await many(count, 16, async () => {
    const bytes = spoiled();
    const { bytes: came, closed, reset } = await talk(server.port, [bytes], { halfClose: true, wait: 30_000 });
    const what = JSON.stringify(bytes.toString("latin1").slice(0, 400));
    assert.ok(closed, `the connection stays open: ${what}`);
    assert.ok(came.length === 0 || came.subarray(0, 7).toString() === "HTTP/1.", `${what}: ${came.toString("latin1", 0, 100)}`);
    if (reset) return;
    for (const { status } of parse(came).replies) {
      told[status] = (told[status] ?? 0) + 1;
      assert.ok(status < 500 || status === 501 || status === 505, `${status}: ${what}`);
    }
  });
  assert.ok(server.isAlive);
  assert.equal((await server.get("/livez")).status, 200);
  t.diagnostic(`figure: ${JSON.stringify(told)}`);
});
