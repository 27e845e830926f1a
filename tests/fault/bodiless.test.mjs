// A reply to HEAD and a 304 are heads alone: a single byte of a body would be taken for the beginning of
// the next reply. Each operation is asked, in each of its formats, over one connection: HEAD, then GET;
// then for what it already has, by GET and by HEAD, and for something else behind them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compileTiny } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { parse } from "./replies.mjs";
import { start } from "./server.mjs";
import { database, long } from "./settings.mjs";
import { everyTarget } from "./targets.mjs";
import { many } from "./waiting.mjs";
import { talk } from "./wire.mjs";

let server;
let targets;
before(async () => {
  const db = long ? database : await compileTiny(temporaryFolder());
  server = await start({ db, options: ["--query-deadline", "0"] });
  targets = await everyTarget(server);
});
after(async () => server?.stop());

const ask = (method, target, fields = "") => `${method} ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const last = ask("GET", "/livez", "Connection: close\r\n");

/** All that is said to these requests. Where a reply closes the connection, what follows it is not answered. */
async function converse(requests) {
  const methods = requests.map((request) => request.split(" ", 1)[0]);
  const { bytes, closed } = await talk(server.port, [Buffer.from(requests.join(""))], { wait: 60_000 });
  assert.ok(closed, "the connection stays open");
  const { replies, rest } = parse(bytes, methods);
  assert.equal(rest.length, 0, `stray bytes: ${JSON.stringify(rest.toString("latin1", 0, 60))}`);
  const closing = replies.findIndex((reply) => /close/i.test(reply.headers.connection ?? ""));
  assert.ok(closing >= 0 && closing === replies.length - 1, `${requests[0]}: ${replies.length} replies, the ${closing}th closes; ${JSON.stringify(replies[0])}`);
  for (const reply of replies.slice(0, -1)) assert.ok(reply.whole, "a reply is not whole");
  return replies;
}

// What is counted at each request has not the same length twice.
const told = ({ status, headers }, target) =>
  [status, headers["content-type"], target === "/metrics" || headers["content-length"], headers.etag, headers["content-encoding"]];

async function headThenGet(target, coding) {
  const first = await converse([ask("HEAD", target, coding), ask("GET", target, coding), last]);
  assert.equal(first[0].status, 200, target);
  // A stream's head closes: its GET is then asked alone.
  const get = first[1] ?? (await converse([ask("GET", target, coding), last]))[0];
  if (get.headers["transfer-encoding"] === undefined) assert.deepEqual(told(first[0], target), told(get, target), target);
  return get;
}

async function notModified(target, coding, etag) {
  const held = `${coding}If-None-Match: ${etag}\r\n`;
  for (const method of ["GET", "HEAD"]) {
    const replies = await converse([ask(method, target, held), last]);
    assert.equal(replies[0].status, 304, `${method} ${target}`);
    assert.ok(replies[1] === undefined || replies[1].status === 200, `${target}: what follows`);
  }
}

for (const [name, coding] of [["as they are", ""], ["compressed", "Accept-Encoding: gzip\r\n"]])
  test(`bodiless: HEAD and 304 of every operation and format have no byte of a body, and GET's headers (${name})`, async () => {
    let tagged = 0;
    await many(targets.length, 4, async (i) => {
      const { headers } = await headThenGet(targets[i].target, coding);
      if (!headers.etag) return;
      tagged++;
      await notModified(targets[i].target, coding, headers.etag);
    });
    assert.ok(tagged > targets.length / 2, `${tagged} of ${targets.length} have an entity tag`);
  });

test("bodiless: neither have errors, of HEAD", async () => {
  for (const target of ["/nothing", "/events?form=1", "/events/none", "/events?cursor=x"]) {
    const [reply, next] = await converse([ask("HEAD", target), last]);
    assert.ok(reply.status >= 400, target);
    assert.equal(next.status, 200);
  }
});
