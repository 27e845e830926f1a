// Two datasets take turns, published by a rename and opened by SIGHUP, while clients ask: no request
// fails, and every reply is, byte for byte, that of the dataset whose version its header names.
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { compile, compileTiny, otherTinySource } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { start } from "./server.mjs";
import { either } from "./settings.mjs";
import { everyTarget } from "./targets.mjs";
import { within } from "./waiting.mjs";

const folder = temporaryFolder();
const served = join(folder, "served.db");
const datasets = [];
const known = new Map(); // version → target → body
let targets;

function publish(file) {
  copyFileSync(file, `${served}.new`);
  renameSync(`${served}.new`, served);
}

/** A reply over a kept connection. */
const get = (agent, server, target) =>
  within(30_000, new Promise((done, failed) => {
    const asking = request({ agent, host: "127.0.0.1", port: server.port, path: target }, (reply) => {
      const pieces = [];
      reply.on("data", (piece) => pieces.push(piece));
      reply.on("error", failed);
      reply.on("end", () => done({ status: reply.statusCode, version: reply.headers["x-dataset-version"], body: Buffer.concat(pieces).toString() }));
    });
    asking.on("error", failed);
    asking.end();
  }), target);

// The moment of a request, and its id, are no part of the dataset.
const isConstant = ({ operation }) => !["getReadiness", "getHealth", "getLiveness", "getMetrics"].includes(operation.id);

async function learn(file) {
  publish(file);
  const server = await start({ db: served });
  targets ??= (await everyTarget(server)).filter(isConstant).map(({ target }) => target);
  const agent = new Agent({ keepAlive: true });
  const bodies = new Map();
  let version;
  for (const target of targets) {
    const reply = await get(agent, server, target);
    assert.ok(reply.status < 500, target);
    bodies.set(target, reply);
    version = reply.version;
  }
  known.set(version, bodies);
  agent.destroy();
  await server.stop();
  return version;
}

before(async () => {
  datasets.push(await compileTiny(folder), await compile(otherTinySource(folder), join(folder, "other.db")));
  for (const file of datasets) await learn(file);
  assert.equal(known.size, 2, "the two datasets have versions of their own");
});

function judge(target, reply) {
  const bodies = known.get(reply.version);
  assert.ok(bodies, `${target}: a version that there is not: ${reply.version}`);
  const right = bodies.get(target);
  assert.deepEqual([reply.status, reply.body], [right.status, right.body], `${target}: not of the version that its header names`);
}

/** Ask at random until told to stop. */
async function load(server, state, self) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = self * 7; !state.over; i++) {
    const target = targets[i % targets.length];
    const reply = await get(agent, server, target);
    judge(target, reply);
    state.replies++;
    state.versions.add(reply.version);
  }
  agent.destroy();
}

const reloads = either(20, 200);

for (const cache of ["0", "16"])
  test(`reload: ${reloads} reloads under load, no error, no reply of two datasets (cache of ${cache} MiB)`, async (t) => {
    publish(datasets[0]);
    const server = await start({ db: served, options: ["--cache-size", cache, "--query-deadline", "0"] });
    // All its connections are open then: one that is opened later is refused once the file was replaced.
    assert.ok((await server.reload()).taken);
    const state = { over: false, replies: 0, versions: new Set() };
    const clients = Array.from({ length: 6 }, (_, i) => load(server, state, i));
    const reloading = (async () => {
      for (let i = 1; i <= reloads; i++) {
        publish(datasets[i % 2]);
        assert.ok((await server.reload()).taken, `the ${i}th reload`);
        const before = state.replies;
        while (state.replies < before + 20 && !state.over) await new Promise((later) => setTimeout(later, 2));
      }
    })().finally(() => (state.over = true));
    const failed = await Promise.allSettled([reloading, ...clients.map((client) => client.catch((error) => { state.over = true; throw error; }))]);
    await server.stop();
    for (const { reason } of failed) if (reason) throw reason;
    assert.equal(state.versions.size, 2);
    t.diagnostic(`figure: ${reloads} reloads, ${state.replies} replies, 0 errors, 0 of two datasets`);
  });

test("reload: who saw the new dataset never sees the old one again", async () => {
  publish(datasets[0]);
  const server = await start({ db: served });
  const agent = new Agent({ keepAlive: true });
  const old = (await get(agent, server, "/events")).version;
  publish(datasets[1]);
  await server.reload();
  for (let i = 0; i < 100; i++) assert.notEqual((await get(agent, server, targets[i % targets.length])).version, old);
  agent.destroy();
  await server.stop();
});

test("reload: a cursor of the dataset before answers 410 and leads to the first page", async () => {
  publish(datasets[0]);
  const server = await start({ db: served });
  const { next } = JSON.parse((await server.get("/events?limit=1")).text);
  publish(datasets[1]);
  await server.reload();
  const { status, text } = await server.get(next);
  assert.equal(status, 410);
  const problem = JSON.parse(text);
  assert.equal(problem.type, "/problems/stale-cursor");
  const first = await server.get(problem.first);
  assert.equal(first.status, 200);
  assert.equal(problem.dataset_version, first.headers.get("x-dataset-version"));
  await server.stop();
});

after(() => rmSync(served, { force: true }));
