// Three replicas behind HAProxy and Varnish: one dies, a new version of the dataset goes round, all are restarted, the
// cache dies; and no request fails, and nobody is given data of two versions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { compile, markedCopy } from "../fault/datasets.mjs";
import { temporaryFolder } from "../fault/folder.mjs";
import { run, start } from "../fault/server.mjs";
import { database, program } from "../fault/settings.mjs";
import { pause, until } from "../fault/waiting.mjs";
import { chooseTargets, Crowd, learn, once } from "./clients.mjs";
import { Balancer, Cache, deploy, freePorts, Replica } from "./parts.mjs";

const folder = temporaryFolder();
const datasets = join(folder, "datasets");
const files = { old: join(folder, "old.db"), new: join(folder, "new.db") };
const known = new Map(); // version → what a single server of it answers
const versions = {};
const total = { replies: 0, failed: 0, mixed: 0, ledOn: 0, lists: 0, pins: 0 };
let targets, replicas, balancer, cache;

/** Put a file into service as an operator would. */
async function publish(file, { tellCache = true, reload = `kill -HUP "$(cat ${datasets}/{}.pid)"` } = {}) {
  const words = ["--program", program, "--reload", reload, "--patience", "20", ...(tellCache ? ["--cache", cache.url] : [])];
  return run(join(deploy, "publish"), [...words, file, datasets, ...replicas.map(({ name, admin }) => `${name}=${admin}`)]);
}

async function published(file, options) {
  const { code, said } = await publish(file, options);
  assert.equal(code, 0, said);
}

/** Work under load; afterwards nothing may have failed, but for so many replies that were cut off half way. */
async function underLoad(t, work, cutsMost = 0) {
  const told = await new Crowd(balancer.port, targets, known).during(work);
  const cut = told.failed.filter((said) => said.endsWith("ECONNRESET aborted"));
  if (cut.length <= cutsMost) told.failed = told.failed.filter((said) => !cut.includes(said));
  for (const key of ["replies", "ledOn", "lists", "pins"]) total[key] += told[key];
  total.failed += told.failed.length;
  total.mixed += told.mixed.length;
  t.diagnostic(`figure: ${told.replies} replies in ${told.seconds.toFixed(1)} s (${Math.round(told.replies / told.seconds)}/s with the clients on the same cores), ` +
    `${(100 * told.hits / told.replies).toFixed(1)} % from the cache, ${told.lists} lists paged through, ${told.ledOn} led on by a 410, ` +
    `${told.pins} pinned (${told.notServed} not served), ${told.failed.length} failed, ${told.mixed.length} mixed`);
  assert.deepEqual(told.failed, []);
  assert.deepEqual(told.mixed, []);
  assert.ok(told.replies > 100);
  return told;
}

const through = (target) => once(balancer.port, target);

before(async () => {
  mkdirSync(datasets);
  copyFileSync(database, files.old);
  await compile(markedCopy(new URL("../../db/japan-russia", import.meta.url).pathname, join(folder, "new")), files.new);
  for (const name of ["old", "new"]) {
    const server = await start({ db: files[name] });
    targets ??= await chooseTargets(server.port);
    const learned = await learn(server.port, targets);
    versions[name] = learned.version;
    known.set(learned.version, learned);
    await server.stop();
  }
  assert.equal(known.size, 2);
  const [cachePort, publicPort, originPort, ...ports] = await freePorts(9);
  replicas = [1, 2, 3].map((number) => new Replica(number, datasets, ports[2 * number - 2], ports[2 * number - 1]));
  cache = new Cache(folder, cachePort, originPort);
  balancer = new Balancer(folder, { public: publicPort, origin: originPort }, replicas, cachePort);
  // The first time there is nobody to tell: links are laid, and then servers are started.
  const laid = await run(join(deploy, "publish"), ["--program", program, files.old, datasets, ...replicas.map(({ name }) => name)]);
  assert.equal(laid.code, 0, laid.said);
  await Promise.all(replicas.map((replica) => replica.start()));
  await cache.start();
  await balancer.start();
  for (const { name } of replicas) await balancer.takesIn("replicas", name);
});

after(async () => {
  for (const part of [balancer, cache, ...(replicas ?? [])]) if (part?.process) await part.end("SIGKILL");
});

test("steady: every reply is what a single server answers", async (t) => {
  assert.equal((await through("/events")).version, versions.old);
  await underLoad(t, () => pause(5000));
});

test("steady: throughput", async (t) => {
  const script = join(folder, "targets.lua");
  writeFileSync(script, `local targets = {${targets.map((target) => JSON.stringify(target)).join(",")}}
    local next = 0
    request = function() next = next % #targets + 1 return wrk.format("GET", targets[next]) end`);
  for (const [name, port] of [["HAProxy and Varnish", balancer.port], ["Varnish", cache.port], ["HAProxy alone, before the replicas", balancer.originPort], ["one replica", replicas[0].port]]) {
    for (const target of targets) await once(port, target);
    const { stdout } = spawnSync("wrk", ["-t", "1", "-c", "32", "-d", "3s", "--latency", "-s", script, `http://127.0.0.1:${port}/`], { encoding: "utf8" });
    const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
    assert.doesNotMatch(stdout, /Non-2xx|Socket errors/);
    t.diagnostic(`figure: ${Math.round(rate)} requests/s by wrk, ${targets.length} targets in turn, all asked before, through ${name}; p99 ${/99%\s+(\S+)/.exec(stdout)?.[1]}`);
  }
});

test("one query has one place in the cache, however it is written", async () => {
  await through("/events?limit=7&from=1850");
  assert.equal((await through("/events?from=1850&limit=7")).cache, "hit");
});

test("nobody from outside can make the cache forget", async () => {
  const { status } = await fetch(`http://127.0.0.1:${balancer.port}/`, { method: "BAN", headers: { "X-Dataset-Version": "0".repeat(64) } });
  assert.equal(status, 405);
});

test("a replica that is killed costs no request", async (t) => {
  await underLoad(t, async () => {
    await pause(1000);
    await replicas[1].end("SIGKILL");
    await balancer.leavesOut("replicas", "replica-2");
    await pause(2000);
    await replicas[1].start();
    await balancer.takesIn("replicas", "replica-2");
    await pause(1000);
  });
});

test("a new version goes round: nothing fails, nothing is mixed, and it is there everywhere", async (t) => {
  const { next } = JSON.parse((await through("/events?limit=17")).body);
  await underLoad(t, async () => {
    await pause(1500);
    await published(files.new);
    await pause(1500);
  });
  for (const target of targets) {
    const { version, body } = await through(target);
    assert.equal(version, versions.new, target);
    assert.equal(body, known.get(version).bodies.get(target), target);
  }
  const gone = await through(next);
  assert.equal(gone.status, 410);
  const { first, dataset_version } = JSON.parse(gone.body);
  assert.equal(dataset_version, versions.new);
  assert.equal((await through(first)).version, versions.new);
});

test("a page that was pinned to the version before is still given, of that version", async () => {
  const target = `/events?limit=3&v=${versions.new}`;
  const pinned = await through(target);
  assert.equal(pinned.status, 200);
  await published(files.old);
  const later = await through(target);
  assert.deepEqual([later.status, later.version, later.body, later.cache], [200, versions.new, pinned.body, "hit"]);
  assert.equal((await through(`/events?limit=4&v=${versions.new}`)).status, 404);
});

test("a cache that was told nothing forgets what a 410 would lead back to", async () => {
  const first = `/actors?limit=13`;
  const { body } = await through(first);
  await published(files.new, { tellCache: false });
  const kept = await through(first);
  assert.deepEqual([kept.cache, kept.version], ["hit", versions.old], "it is kept for five minutes");
  const gone = await through(JSON.parse(body).next);
  assert.equal(gone.status, 410);
  assert.equal((await through(JSON.parse(gone.body).first)).version, versions.new);
});

test("versions go round and round, under load", async (t) => {
  await published(files.new);
  const { ledOn } = await underLoad(t, async () => {
    for (const name of ["old", "new", "old", "new"]) {
      await published(files[name]);
      await pause(500);
    }
  });
  assert.ok(ledOn > 0, "somebody was paging");
});

test("a dataset that is not sound reaches no replica", async (t) => {
  const damaged = readFileSync(files.old);
  damaged[damaged.length >> 1] ^= 1;
  writeFileSync(join(folder, "damaged.db"), damaged);
  const links = () => replicas.map(({ name }) => readlinkSync(join(datasets, `${name}.db`)));
  const were = links();
  await underLoad(t, async () => {
    const { code, said } = await publish(join(folder, "damaged.db"));
    assert.equal(code, 1, said);
  });
  assert.deepEqual(links(), were);
  assert.equal((await through("/events?limit=19")).version, versions.new);
});

test("a replica that does not take a new version is turned back, and the others stay", async () => {
  const link = () => replicas.map(({ name }) => readlinkSync(join(datasets, `${name}.db`)));
  const were = link();
  const { code, said } = await publish(files.old, { reload: "false" });
  assert.equal(code, 1, said);
  assert.match(said, /replica-1 does not come to serve it and was turned back/);
  assert.deepEqual(link(), were);
});

test("all replicas are restarted, one after another, and no request is lost", async (t) => {
  await underLoad(t, async () => {
    for (const replica of replicas) {
      assert.deepEqual(await replica.end("SIGTERM"), { code: 0, signal: null });
      await replica.start();
      await balancer.takesIn("replicas", replica.name);
    }
  });
});

// What is half through a process that is killed nobody can give the rest of: each client may lose that reply.
test("the cache dies, and clients are served around it", async (t) => {
  await underLoad(t, async () => {
    await pause(500);
    await cache.end("SIGKILL");
    await pause(2000);
    await cache.start();
    await balancer.takesIn("cache", "varnish");
    await pause(1000);
  }, 14);
  await through("/events");
  assert.equal((await through("/events")).cache, "hit");
});

test("without any replica, what is kept is given, and what is not is a 503", async () => {
  await through("/events?limit=23");
  await Promise.all(replicas.map((replica) => replica.end("SIGKILL")));
  for (const { name } of replicas) await balancer.leavesOut("replicas", name);
  assert.equal((await through("/events?limit=23")).status, 200);
  const { status, headers } = await through("/events?limit=29");
  assert.equal(status, 503);
  assert.equal(headers["content-type"], "application/problem+json");
  assert.equal(headers["cache-control"], "no-store");
  await Promise.all(replicas.map((replica) => replica.start()));
  for (const { name } of replicas) await balancer.takesIn("replicas", name);
  assert.equal((await through("/events?limit=29")).status, 200);
});

test("in all of it: 0 failed, 0 mixed", (t) => {
  const { stdout } = spawnSync("varnishstat", ["-n", cache.work, "-1", "-f", "MAIN.cache_hit", "-f", "MAIN.cache_miss"], { encoding: "utf8" });
  t.diagnostic(`figure: ${JSON.stringify(total)}; Varnish since its last start: ${stdout.trim().replace(/\s+/g, " ")}`);
  assert.deepEqual([total.failed, total.mixed], [0, 0]);
});
