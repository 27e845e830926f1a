// A reload that cannot read its dataset: system calls fail in the server that serves, at any call of the
// reload, once and from there on. Each time the old dataset stays, with the right bytes; the log and the
// metrics tell; and the next reload is as ever.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { compile, compileTiny, otherTinySource } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { randomOf, spread } from "./random.mjs";
import { launch, start } from "./server.mjs";
import { either, plain, program, seededName } from "./settings.mjs";
import { until, within } from "./waiting.mjs";

const folder = temporaryFolder();
const served = join(folder, "served.db");
const log = join(folder, "strace");
// What cannot be read was not damaged: who is told so looks for the wrong trouble.
const unreadable = /"error".*the old dataset stays in service: .*served\.db: (it cannot be read|there is no such file|it changed while it was opened|memory is short)"/;
const targets = ["/events?limit=50", "/search?q=treaty", "/claims?limit=20", "/graph?focus=none", "/dataset", "/export?format=ndjson"];
let tiny, other;

before(async () => {
  tiny = await compileTiny(folder);
  other = await compile(otherTinySource(folder), join(folder, "other.db"));
});

function publish(file) {
  copyFileSync(file, `${served}.new`);
  renameSync(`${served}.new`, served);
}

/** What is answered now: all bodies but for an error's, which names its one request. */
async function answers(server) {
  const bodies = [];
  for (const target of targets) {
    const { status, text } = await server.get(target);
    bodies.push(status < 400 ? text : status);
  }
  return bodies;
}

/** Do something while strace looks at the thread that reloads, and no other: the lines of its log. */
async function traced(server, words, work) {
  const strace = launch("strace", ["-p", String(server.pid), "-o", log, ...words]);
  await until(10_000, "strace", () => {
    assert.equal(strace.child.exitCode, null, strace.said.join("\n"));
    return strace.said.some((line) => line.includes("attached"));
  });
  try {
    await work();
  } finally {
    strace.child.kill("SIGTERM");
    await within(10_000, strace.exited, "the end of strace");
  }
  return readFileSync(log, "latin1").split("\n");
}

/** How often a reload makes each of these calls: { name: count }. */
async function count(server, calls) {
  const counts = {};
  const lines = await traced(server, ["-e", `trace=${calls}`], async () => assert.ok((await server.reload()).taken));
  for (const [, name] of lines.map((line) => /^(\w+)\(/.exec(line)).filter(Boolean)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function reloads(server) {
  const { text } = await server.get("/metrics");
  const of = (result) => Number(new RegExp(`^chancery_dataset_reloads_total\\{result="${result}"\\} (\\d+)`, "m").exec(text)[1]);
  return { done: of("done"), failed: of("failed") };
}

/** A reload of `fresh` in which a call fails, and the next: whether the first was refused, or the call never came. */
async function reloadWith(server, inject, old, fresh) {
  publish(fresh.file);
  const before = await reloads(server);
  let verdict;
  const lines = await traced(server, ["-e", `trace=${inject.split(":")[0]}`, "-e", `inject=${inject}`], async () => (verdict = await server.reload()));
  const { taken, said } = verdict;
  assert.deepEqual(await answers(server), taken ? fresh.bodies : old.bodies, `${inject}: ${said}`);
  assert.deepEqual(await reloads(server), { done: before.done + taken, failed: before.failed + !taken }, `${inject}: ${said}`);
  if (!taken) assert.match(said, inject.includes("error=") ? unreadable : /"error".*the old dataset stays in service: .*served\.db: it /, inject);
  assert.ok((await server.reload()).taken, `${inject}: the next reload fails too`);
  assert.deepEqual(await answers(server), fresh.bodies, `${inject}, then a good reload`);
  if (!lines.some((line) => line.includes("(INJECTED)"))) return "unreached";
  return taken ? "taken" : "refused";
}

/** Both datasets' answers, the second one's last. */
async function learn(server, files) {
  const known = [];
  for (const file of files) {
    publish(file);
    assert.ok((await server.reload()).taken);
    known.push({ file, bodies: await answers(server) });
  }
  assert.notDeepEqual(known[0].bodies, known[1].bodies);
  return known;
}

async function failEach(t, { server, files, calls, outcome, tries }) {
  let [fresh, old] = await learn(server, files);
  const random = randomOf(calls.length + outcome.length);
  const told = { refused: 0, taken: 0, unreached: 0 };
  const counts = await count(server, calls);
  const points = Object.entries(counts).flatMap(([name, all]) =>
    spread(Array.from({ length: all }, (_, i) => i + 1), tries, random).flatMap((when) => [`${name}:${outcome}:when=${when}`, `${name}:${outcome}:when=${when}+`]));
  for (const point of points) {
    told[await reloadWith(server, point, old, fresh)]++;
    [old, fresh] = [fresh, old];
  }
  assert.ok(told.refused > 0, "nothing that failed mattered");
  // Strace itself may wake the thread, which then looks at the file once more: the last call need not come again.
  assert.ok(told.unreached * 4 <= points.length, `${told.unreached} of ${points.length} calls never came`);
  t.diagnostic(`figure: ${outcome} of ${calls}, in ${points.length} reloads, of calls ${JSON.stringify(counts)}: ${JSON.stringify(told)}`);
}

const failures = [
  ["openat", "error=ENOENT"], ["openat", "error=EMFILE"], ["openat", "error=EACCES"], ["pread64,read", "error=EIO"], ["pread64,read", "retval=0"],
  ["fstat,newfstatat", "error=EIO"], ["access,faccessat2", "error=EACCES"], ["pread64,read", "error=EIO"],
];

// A sanitized program serves without a sandbox unless it is told to; the last of these is confined. Memory that
// is short at a reload is a matter of memory.test.mjs: a reload asks the kernel for none that it could refuse.
for (const [i, [calls, outcome]] of failures.entries()) {
  const isConfined = i === failures.length - 1;
  test(seededName(`unreadable: ${outcome} of ${calls}, at any call of a reload${isConfined ? ", confined" : ""}: the old dataset or the new, told and counted`), async (t) => {
    publish(tiny);
    const server = await start({ program: isConfined ? plain : program, db: served, options: ["--threads", "3", "--cache-size", "1", "--sandbox", isConfined ? "on" : "off"] });
    try {
      await failEach(t, { server, files: [other, tiny], calls, outcome, tries: either(2, 40) });
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    } finally {
      await server.kill();
    }
  });
}
