// Hours in little: all kinds of requests, some of which nobody waits for, and reloads now and then. What
// the server holds is the same at the end as when it was warm. SOAK sets the seconds.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { Agent, get as httpGet } from "node:http";
import { test } from "node:test";
import { start } from "./server.mjs";
import { database, either, plain } from "./settings.mjs";
import { everyTarget } from "./targets.mjs";
import { pause, within } from "./waiting.mjs";

const seconds = Number(process.env.SOAK ?? either(30, 600));
const warmUp = Math.min(60, seconds / 2);
const aMebibyte = 1024;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Keep one connection busy; replies are read, or the connection is dropped at their first bytes. A fault of the server's is told with its words. */
const ask = (agent, port, target, drops, headers = {}) =>
  within(60_000, new Promise((done, failed) => {
    const asking = httpGet({ agent, host: "127.0.0.1", port, path: target, headers }, (reply) => {
      if (drops) {
        reply.once("data", () => asking.destroy());
        reply.once("close", () => done(reply.statusCode));
        reply.on("error", () => {});
        return;
      }
      const [fault, words] = [reply.statusCode >= 500, []];
      reply.on("data", (bytes) => fault && words.push(bytes));
      reply.on("end", () => (fault ? failed(new Error(`${target}: ${reply.statusCode} ${Buffer.concat(words)}`)) : done(reply.statusCode)));
      reply.on("error", failed);
    });
    asking.on("error", (error) => (drops ? done() : failed(error)));
  }), target);

async function client(server, targets, state, self) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = self * 31; !state.over; i++) {
    const target = targets[i % targets.length];
    await ask(agent, server.port, target, false, i % 3 === 0 ? { "accept-encoding": "gzip" } : {});
    state.replies++;
  }
  agent.destroy();
}

async function deserter(server, state) {
  const agent = new Agent({ keepAlive: false });
  for (let i = 0; !state.over; i++) {
    await ask(agent, server.port, ["/export?format=ndjson", "/export?format=csv&collection=claims", "/events?limit=500", "/export?format=sqlite"][i % 4], true);
    state.dropped++;
    await pause(20);
  }
  agent.destroy();
}

async function reloader(server, state) {
  while (!state.over) {
    await pause(1000);
    assert.ok((await server.reload()).taken);
    state.reloads++;
  }
}

const held = (server) => ({
  rss: server.measure("VmRSS"),
  threads: server.measure("Threads"),
  files: readdirSync(`/proc/${server.pid}/fd`).length,
});

/** The resident memory of a while: [of its first quarter, of its last]. */
async function sample(server, state) {
  const samples = [];
  for (const begun = Date.now(); Date.now() - begun < seconds * 1000 && !state.over; await pause(200)) samples.push(held(server).rss);
  const quarter = samples.length >> 2;
  return [median(samples.slice(0, quarter)), median(samples.slice(-quarter))];
}

const growthOf = ([first, last]) => (100 * (last - first)) / first;

/** A leak goes on; what was not warm yet does not: up to three whiles, and the first that is level counts. */
async function watch(server, state) {
  await pause(warmUp * 1000);
  let seen = await sample(server, state);
  for (let i = 1; i < 3 && growthOf(seen) >= 5 && !state.over; i++) seen = await sample(server, state);
  state.over = true;
  return seen;
}

const idle = async (server) => {
  await pause(1500);
  return held(server);
};

test(`soak: ${seconds} seconds of requests, some aborted, and reloads: memory within 5 %, descriptors and threads the same`, async (t) => {
  // Replies that the cache comes to hold would be growth, though no leak. The deadline is the clock's: a machine
  // that is busy with other things would miss it.
  const server = await start({ program: plain, db: database, options: ["--cache-size", "4", "--query-deadline", "60000"] });
  const targets = (await everyTarget(server)).map(({ target }) => target).filter((target) => !/^\/(claims\?.*(csv|ndjson)|export)/.test(target));
  for (const target of targets) await server.get(target);
  const before = await idle(server);
  const state = { over: false, replies: 0, dropped: 0, reloads: 0 };
  t.after(() => server.kill());
  const stopping = (work) => work.catch((error) => {
    state.over = true;
    throw error;
  });
  const [[first, last]] = await Promise.all([watch(server, state), ...[0, 1, 2, 3].map((i) => stopping(client(server, targets, state, i))),
    stopping(deserter(server, state)), stopping(reloader(server, state))]);
  const after = await idle(server);
  const growth = growthOf([first, last]);
  t.diagnostic(`figure: ${state.replies} replies, ${state.dropped} dropped, ${state.reloads} reloads: RSS ${(first / aMebibyte).toFixed(1)} -> ${(last / aMebibyte).toFixed(1)} MiB (${growth.toFixed(1)} %), descriptors ${before.files} -> ${after.files}, threads ${before.threads} -> ${after.threads}`);
  assert.ok(growth < 5, `RSS grew by ${growth} %`);
  assert.equal(after.threads, before.threads);
  assert.ok(after.files <= before.files, `${before.files} -> ${after.files} descriptors`);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});
