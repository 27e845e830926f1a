// SIGTERM while replies are on their way: all of them come whole, and the server ends soon after the last.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { parse } from "./replies.mjs";
import { start } from "./server.mjs";
import { SlowReader } from "./slow-reader.mjs";
import { either, plain } from "./settings.mjs";
import { until, within } from "./waiting.mjs";

const get = (target, fields = "Connection: close\r\n") => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const drainLimit = 25_000; // DRAIN_SECONDS of the server
const large = ["/export?format=ndjson", "/export?format=jsonld", "/export?format=sqlite", "/claims?format=csv"];
const small = ["/events?limit=50", "/search?q=treaty", "/graph?focus=russo-japanese-war&depth=2", "/actors?limit=100&fields=label", "/quality"];

/** The server's connections on which bytes wait that it has not read. */
function unread({ pid, port }) {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
    } catch {
      return undefined;
    }
  }));
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state, queues, , , , , inode]) => local?.endsWith(`:${hex}`) && state === "01" && queues.split(":")[1] !== "00000000" && (own.has(inode) || inode === "0")).length;
}

async function expected(server, targets) {
  const bodies = {};
  for (const target of targets) bodies[target] = Buffer.from(await (await fetch(server.origin + target)).arrayBuffer());
  return bodies;
}

function check(bytes, target, bodies) {
  const { replies, rest } = parse(bytes);
  assert.equal(replies.length, 1, `${target}: ${replies.length} replies`);
  assert.equal(rest.length, 0);
  assert.equal(replies[0].status, 200, target);
  assert.ok(replies[0].whole, `${target}: cut after ${bytes.length} bytes`);
  assert.ok(replies[0].body.equals(bodies[target]), `${target}: not what it was`);
}

// It takes as long as a drain may last: the rounds go on beside it.
async function holdUp() {
  const server = await start({ program: plain });
  const reader = await new SlowReader(server.port, get("/export?format=ndjson")).begin();
  try {
    server.signal("SIGTERM");
    const begun = Date.now();
    const ended = await within(drainLimit + 15_000, server.exited, "the end");
    return { took: Date.now() - begun, ended };
  } finally {
    reader.socket.destroy();
    await server.kill();
  }
}

const held = holdUp();
held.catch(() => {}); // it is told where it is awaited

for (let round = 0; round < either(1, 10); round++)
  test(`drain: SIGTERM loses none of the replies that are on their way (round ${round + 1})`, async (t) => {
    const server = await start({ program: plain, options: ["--threads", "4", "--query-deadline", "0"] });
    try {
      const bodies = await expected(server, [...large, ...small]);
      const slow = await Promise.all(Array.from({ length: 12 }, (_, i) => {
        const target = large[i % large.length];
        return new SlowReader(server.port, get(target)).begin().then((reader) => ({ reader, target }));
      }));
      const quick = Array.from({ length: 60 }, (_, i) => ({ target: small[i % small.length], reader: new SlowReader(server.port, get(small[i % small.length])) }));
      await until(30_000, "the reading of all requests", () => quick.every(({ reader }) => reader.socket.bytesWritten > 0 && !reader.socket.connecting) && unread(server) === 0);
      server.signal("SIGTERM");
      const begun = Date.now();
      const all = await Promise.all([...slow.map(({ reader, target }) => reader.finish(200_000).then((bytes) => [bytes, target])),
        ...quick.map(({ reader, target }) => reader.finish().then((bytes) => [bytes, target]))]);
      const ended = Date.now();
      for (const [bytes, target] of all) check(bytes, target, bodies);
      assert.deepEqual(await within(2000, server.exited, "the end, after the last reply"), { code: 0, signal: null });
      assert.ok(Date.now() - begun <= drainLimit + 1000, "the drain lasted longer than it may");
      t.diagnostic(`figure: ${all.length} replies on their way, 0 lost; the end came ${Date.now() - ended} ms after the last`);
    } finally {
      await server.kill();
    }
  });

test("drain: a client that reads nothing more holds up the end for as long as the drain lasts, and no longer", async (t) => {
  const { took, ended } = await held;
  assert.deepEqual(ended, { code: 0, signal: null });
  assert.ok(took >= drainLimit - 1000, `the end came after ${took} ms, as if nothing were on its way`);
  assert.ok(took <= drainLimit + 1000, `the end came after ${took} ms`);
  t.diagnostic(`figure: the end came ${took} ms after SIGTERM, where a drain lasts ${drainLimit}`);
});

test("drain: idle connections hold up nothing", async () => {
  const server = await start();
  const reader = await new SlowReader(server.port, get("/livez", "")).begin();
  server.signal("SIGTERM");
  assert.deepEqual(await within(8_000, server.exited, "the end"), { code: 0, signal: null });
  reader.socket.destroy();
});
