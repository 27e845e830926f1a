// A dataset of very many records as one download: the server's memory does not grow with it, and a slow
// reader is served as long as it reads. Arguments by environment: CHANCERY_BINARY, CHANCERY_DB (the
// synthetic dataset), CHANCERY_ROWS (its events).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { start } from "./server.mjs";

const rows = Number(process.env.CHANCERY_ROWS);
const mebibytes = 1024 * 1024;
const allowed = 64 * mebibytes;
let server;
let origin;

before(async () => {
  server = await start();
  ({ origin } = server);
});

after(() => server.stop());

const memory = (field) =>
  1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]);

/** What `work` adds to the server's memory at its highest. */
async function peakOf(work) {
  writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
  const idle = memory("VmRSS");
  await work();
  return memory("VmHWM") - idle;
}

const open = (target) =>
  new Promise((answered, failed) => get(origin + target, { agent: false }, answered).once("error", failed));

/** Read to the end: how many lines there were, the last of them, the digest of all before it. */
async function readAll(target) {
  const reply = await open(target);
  assert.equal(reply.statusCode, 200);
  const hash = createHash("sha256");
  let lines = 0;
  let tail = Buffer.alloc(0);
  for await (const piece of reply) {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
    const held = Buffer.concat([tail, piece]);
    const kept = Math.max(0, held.length - 4096);
    hash.update(held.subarray(0, kept));
    tail = held.subarray(kept);
  }
  const last = tail.lastIndexOf(10, tail.length - 2) + 1;
  hash.update(tail.subarray(0, last));
  return { lines, last: tail.subarray(last).toString(), digest: hash.digest("hex") };
}

test(`export: ${rows} events and all else as NDJSON, to the end, in constant memory`, async () => {
  let read;
  const peak = await peakOf(async () => (read = await readAll("/export?format=ndjson&end=1")));
  const closing = JSON.parse(read.last);
  assert.equal(closing.count, read.lines - 1);
  assert.ok(closing.count > rows, `${closing.count} records`);
  assert.equal(closing.sha256, read.digest);
  assert.ok(peak < allowed, `${peak / mebibytes} MiB above idle`);
});

test(`export: ${rows} events as CSV, to the end, in constant memory`, async () => {
  let read;
  const peak = await peakOf(async () => (read = await readAll("/export?format=csv&collection=events&end=1")));
  const [end, count, digest] = read.last.split(",");
  assert.deepEqual([end, Number(count), digest], ["_end", rows, read.digest]);
  assert.ok(peak < allowed, `${peak / mebibytes} MiB above idle`);
});

/** Read no faster than a megabyte a second for twenty seconds: how much came, and whether it was cut. */
async function readSlowly(target) {
  const reply = await open(target);
  const begun = Date.now();
  let bytes = 0;
  let cut = false;
  reply.once("aborted", () => (cut = Date.now() - begun < 20_000));
  reply.on("error", () => {});
  for await (const piece of reply) {
    bytes += piece.length;
    const ahead = bytes / 1_000_000 - (Date.now() - begun) / 1000;
    if (Date.now() - begun >= 20_000) break;
    if (ahead > 0) await new Promise((later) => setTimeout(later, ahead * 1000));
  }
  return { bytes, cut };
}

for (const target of ["/export?format=ndjson", "/export?format=csv&collection=events"])
  test(`export: a reader of 1 MB/s of ${target} is not cut for 20 seconds, in constant memory`, async () => {
    let read;
    const peak = await peakOf(async () => (read = await readSlowly(target)));
    assert.ok(!read.cut, "the server hung up");
    assert.ok(read.bytes > 15_000_000, `only ${read.bytes} bytes came`);
    assert.ok(peak < allowed, `${peak / mebibytes} MiB above idle`);
  });
