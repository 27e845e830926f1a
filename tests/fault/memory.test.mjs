// Memory that runs out, at each allocation that is reached in its own way: once, and from there on for
// good. Nothing may crash; what is said is right, or a 500 or 503, or the connection closes; and what
// comes after is as ever.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { compile, compileTiny, otherTinySource } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { randomOf, spread } from "./random.mjs";
import { parse } from "./replies.mjs";
import { launch, run, start } from "./server.mjs";
import { either, plain, seededName } from "./settings.mjs";
import { forGood, ShortMemory } from "./short-memory.mjs";
import { many, pause, within } from "./waiting.mjs";
import { talk } from "./wire.mjs";

const folder = temporaryFolder();
const random = randomOf(8);
let db;
let otherSource;
let otherBytes;

before(async () => {
  db = await compileTiny(folder);
  otherSource = otherTinySource(folder);
  otherBytes = readFileSync(await compile(otherSource, join(folder, "other.db")));
});

const environment = (memory) => ({ ...process.env, ...memory.env });
const modes = [["once", 1n], ["for good", forGood]];

// --- start ---

// Without the sandbox: libseccomp 2.5 has crashes of its own when it is short of memory, before anything is
// served.
const unconfined = ["--sandbox", "off"];

/** Begin to serve: true where it came to that, else how it ended. */
async function tryToServe(memory) {
  const server = launch(plain, ["serve", "--db", db, "--listen", "127.0.0.1:0", "--access-log", "off", ...unconfined], { env: environment(memory) });
  const listening = (async () => {
    while (!server.said.some((line) => line.startsWith("listening on "))) {
      if (server.child.exitCode !== null || server.child.signalCode !== null) return server.ended;
      await pause(3);
    }
    return true;
  })();
  const ended = await within(30_000, Promise.race([listening, server.ended]), "the start");
  return { server, ended };
}

async function startShortOf(memory, point, failures) {
  memory.set(point, failures);
  const { server, ended } = await tryToServe(memory);
  const where = `allocation ${point} fails ${failures === 1n ? "once" : "for good"}: ${server.said.slice(-3).join("\n")}`;
  if (ended !== true) {
    assert.equal(ended.signal, null, where);
    assert.notEqual(ended.code, 0, where);
    assert.match(server.said.join("\n"), /chancery: /, where);
    return "refused";
  }
  memory.set(0);
  server.child.kill("SIGTERM");
  assert.deepEqual(await within(30_000, server.exited, "the end"), { code: 0, signal: null }, where);
  return "served";
}

test(seededName("memory: a start that is short of it ends with a sentence, or serves"), async (t) => {
  const memory = new ShortMemory(folder, "start");
  const { points, all } = await memory.trace(async () => {
    const server = await start({ program: plain, db, env: memory.env });
    await pause(300);
    await server.stop();
  });
  const tried = spread(points, either(20, points.length), random);
  const told = { refused: 0, served: 0 };
  const memories = [memory, new ShortMemory(folder, "start-2")];
  await many(2, 2, async (half) => {
    for (const point of tried.filter((_, i) => i % 2 === half))
      for (const [, failures] of modes) told[await startShortOf(memories[half], point, failures)]++;
  });
  t.diagnostic(`figure: ${all} allocations in ${points.length} ways, ${tried.length} tried: ${JSON.stringify(told)}`);
});

// --- requests ---

const questions = [
  { name: "a list", target: "/events?limit=2" },
  { name: "a list that the cache has", target: "/events?limit=2", cached: true },
  { name: "a list, compressed", target: "/events?limit=7", coding: "gzip" },
  { name: "a compressed list that the cache has", target: "/events?limit=7", coding: "gzip", cached: true },
  { name: "a list whose statements are not prepared yet", target: "/events?limit=2", anew: true },
  { name: "a search whose statements are not prepared yet", target: "/search?q=treaty", anew: true },
  { name: "a search", target: "/search?q=treaty" },
  { name: "a record with what it refers to", target: "/treaties/treaty-of-ancon-1883?include=parties,sources" },
  { name: "a state of affairs", target: "/state?at=1900" },
  { name: "a state of affairs around a place", target: "/state?at=1900&place=tacna" },
  { name: "a state of affairs as a map", target: "/state?at=1900&format=geojson" },
  { name: "what changed", target: "/diff?from=1850&to=1900" },
  { name: "an export", target: "/export?format=ndjson&collection=events" },
  { name: "an export, compressed", target: "/export?format=csv&collection=events", coding: "gzip" },
  { name: "a graph", target: "/graph?focus=treaty-of-ancon-1883&depth=2" },
  { name: "a refusal", target: "/events?form=1&limit=900" },
  { name: "a path that is none", target: "/treatys" },
];

async function ask(server, { target, coding }) {
  const fields = coding ? `Accept-Encoding: ${coding}\r\n` : "";
  const { bytes, closed } = await talk(server.port, [Buffer.from(`GET ${target} HTTP/1.1\r\nHost: a\r\nX-Request-Id: same\r\n${fields}Connection: close\r\n\r\n`)], { wait: 20_000 });
  assert.ok(closed, "no answer, and the connection stays open");
  const { replies, rest } = parse(bytes);
  assert.equal(rest.length, 0);
  assert.ok(replies.length <= 1);
  return replies[0];
}

const bodyOf = (reply) => (reply.headers["content-encoding"] === "gzip" ? gunzipSync(reply.body) : reply.body).toString();

const rightOf = (reply) => ({ status: reply.status, body: bodyOf(reply), headers: reply.headers });

// A reply may go out uncoded, and then without its validators.
const ofCoding = ["content-encoding", "transfer-encoding", "content-length", "etag", "last-modified"];

/** The headers that a reply should have and has not. */
function lacking(reply, right) {
  const isCoded = reply.headers["content-encoding"] === right.headers["content-encoding"];
  return Object.keys(right.headers).filter((name) => !(name in reply.headers) && (isCoded || !ofCoding.includes(name)));
}

/** Nothing, half of it so that it shows, our excuse, or the very answer. */
function judge(reply, right, where) {
  if (reply === undefined || !reply.whole) return "closed";
  if (reply.status === 500 || reply.status === 503) return "excused";
  assert.equal(reply.status, right.status, where);
  // A refusal may lack a hint for which there was no room.
  if (right.status < 400) {
    assert.equal(bodyOf(reply), right.body, where);
    assert.deepEqual(lacking(reply, right), [], where);
  }
  return "right";
}

async function askShortOf(server, memory, question, right) {
  const told = { closed: 0, excused: 0, right: 0 };
  const renew = async () => question.anew && assert.ok((await server.reload()).taken);
  await renew();
  memory.set(0);
  await ask(server, question);
  const count = memory.counted() + 10;
  const points = spread(Array.from({ length: count }, (_, i) => i + 1), either(40, count), random);
  for (const [mode, failures] of modes)
    for (const point of points) {
      await renew();
      const where = `${question.name}: allocation ${point} of ${count} fails ${mode}`;
      memory.set(point, failures);
      const reply = await ask(server, question);
      memory.set(0);
      assert.ok(server.isAlive, `${where}: the server died: ${server.said.slice(-3).join("\n")}`);
      told[judge(reply, right, where)]++;
      assert.equal(judge(await ask(server, question), right, `${where}, the next`), "right", `${where}: the next request is not answered`);
    }
  return told;
}

for (const question of questions)
  test(seededName(`memory: ${question.name}: right, excused or closed, and the next as ever`), async (t) => {
    const memory = new ShortMemory(folder, "requests");
    const options = ["--cache-size", question.cached ? "8" : "0"];
    const server = await start({ program: plain, db, options, env: memory.env });
    try {
      const reply = await ask(server, question);
      const told = await askShortOf(server, memory, question, rightOf(reply));
      t.diagnostic(`figure: ${JSON.stringify(told)}`);
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    } finally {
      await server.kill();
    }
  });

test(seededName("memory: replies that are to be kept are right, excused or closed, and those of the cache right"), async (t) => {
  const memory = new ShortMemory(folder, "kept");
  const server = await start({ program: plain, db, env: memory.env });
  const bare = await start({ program: plain, db, options: ["--cache-size", "0"] });
  const told = { closed: 0, excused: 0, right: 0 };
  try {
    for (const point of spread(Array.from({ length: 700 }, (_, i) => i + 1), either(120, 700), random)) {
      const question = { target: `/events?limit=${1 + (point % 500)}&sort=${point < 500 ? "" : "-"}date` };
      const plainReply = await ask(bare, question);
      const right = rightOf(plainReply);
      memory.set(point, 1n);
      const reply = await ask(server, question);
      memory.set(0);
      assert.ok(server.isAlive, `allocation ${point}: the server died`);
      told[judge(reply, right, `allocation ${point}`)]++;
      for (const again of [1, 2]) assert.equal(judge(await ask(server, question), right, `allocation ${point}, ${again} later`), "right");
    }
    t.diagnostic(`figure: ${JSON.stringify(told)}`);
  } finally {
    await server.kill();
    await bare.kill();
  }
});

test(seededName("memory: a reload that is short of it leaves the old dataset in service"), async (t) => {
  const memory = new ShortMemory(folder, "reload");
  const server = await start({ program: plain, db, env: memory.env });
  const question = questions[0];
  try {
    const first = await ask(server, question);
    const right = rightOf(first);
    const { points } = await memory.trace(() => server.reload());
    const tried = spread(points, either(25, points.length), random);
    let refused = 0;
    for (const point of tried)
      for (const [mode, failures] of modes) {
        memory.set(point, failures);
        const { taken } = await server.reload();
        memory.set(0);
        if (!taken) refused++;
        // Where its own words were lost, it may not be done yet.
        await pause(20);
        assert.equal(judge(await ask(server, question), right, `allocation ${point} fails ${mode}`), "right");
      }
    t.diagnostic(`figure: ${points.length} ways to an allocation, ${tried.length} tried: ${refused} refused`);
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  } finally {
    await server.kill();
  }
});

// --- build ---

async function buildShortOf(memory, place, point, failures, oldBytes) {
  const target = join(place, "target.db");
  rmSync(target, { force: true });
  copyFileSync(db, target);
  memory.set(point, failures);
  const { code, signal, said } = await run(plain, ["build", otherSource, "--output", target], { env: environment(memory) });
  const where = `allocation ${point} fails ${failures === 1n ? "once" : "for good"}: ${said.slice(-300)}`;
  assert.equal(signal, null, where);
  assert.ok(readFileSync(target).equals(code === 0 ? otherBytes : oldBytes), `${where}: the file is neither the old one nor whole`);
  assert.deepEqual(readdirSync(place), ["target.db"], where);
  if (code !== 0) assert.notEqual(said, "", where);
  return code === 0 ? "published" : "refused";
}

test(seededName("memory: a build that is short of it leaves the old file byte for byte, or publishes a whole one"), async (t) => {
  const memory = new ShortMemory(folder, "build");
  const place = (i) => join(folder, `build-${i}`);
  for (const i of [0, 1]) mkdirSync(place(i));
  const { points, all } = await memory.trace(() =>
    run(plain, ["build", otherSource, "--output", join(place(0), "target.db")], { env: environment(memory) }));
  const tried = spread(points, either(30, points.length), random);
  const told = { published: 0, refused: 0 };
  const oldBytes = readFileSync(db);
  const memories = [memory, new ShortMemory(folder, "build-memory-2")];
  await many(2, 2, async (half) => {
    for (const point of tried.filter((_, i) => i % 2 === half))
      for (const [, failures] of modes) told[await buildShortOf(memories[half], place(half), point, failures, oldBytes)]++;
  });
  t.diagnostic(`figure: ${all} allocations in ${points.length} ways, ${tried.length} tried: ${JSON.stringify(told)}`);
});
