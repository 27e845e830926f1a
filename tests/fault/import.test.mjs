// Files that nobody would write by hand: large beyond all measure, nested without end, no text. The
// compiler holds one record at a time, says where the fault is, and ends.
import assert from "node:assert/strict";
import { closeSync, cpSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { tinySource } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { launch } from "./server.mjs";
import { either, plain } from "./settings.mjs";
import { within } from "./waiting.mjs";

const folder = temporaryFolder();
const mebibyte = 1024 * 1024;
const allowed = 64; // MiB above what a small dataset takes
const timeLimit = 120_000;
let usual;

/** Run to the end and watch: { code, signal, said, most }, `most` the highest RSS seen, in MiB. */
async function watch(words) {
  const process = launch(plain, words);
  let most = 0;
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${process.pid}/status`, "utf8")) ?? [];
      most = Math.max(most, Number(kilobytes ?? 0) / 1024);
    } catch {
      // It ended meanwhile.
    }
  }, 5);
  try {
    const { code, signal } = await within(timeLimit, process.ended, words.join(" "));
    return { code, signal, said: process.said, most };
  } catch (error) {
    process.child.kill("SIGKILL");
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A copy of the small dataset of which one file is written by `write(file)`. */
function datasetWith(name, write) {
  const copy = mkdtempSync(join(folder, "dataset-"));
  cpSync(tinySource, copy, { recursive: true });
  rmSync(join(copy, name.replace(/\..*/, ".json")), { force: true });
  const file = openSync(join(copy, name), "w");
  write(file);
  closeSync(file);
  return copy;
}

/** Write `head`, then `piece` until there are so many bytes, then `tail`. */
const filled = (head, piece, bytes, tail) => (file) => {
  const block = Buffer.from(piece.repeat(Math.ceil(mebibyte / piece.length)));
  writeSync(file, head);
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  writeSync(file, tail);
};

const gigabyteLine = (head) => (file) => {
  writeSync(file, head);
  ftruncateSync(file, 1024 * mebibyte);
};

const size = either(4, 100) * mebibyte;
const record = '{"id": "a", "kind": "report", "labels": {"en": "A"}},\n';

// Each: what it is, the file, what fills it, where its first fault is told to be.
const cases = [
  [`${size / mebibyte} MB of {},{}`, "sources.json", filled("[", "{},", size, "{}]"), /sources\.json:1:2: /],
  [`${size / mebibyte} MB of [],[]`, "sources.json", filled("[", "[],", size, "[]]"), /sources\.json:1:2: /],
  [`${size / mebibyte} MB of numbers`, "sources.json", filled("[", "1,", size, "1]"), /sources\.json:1:2: /],
  [`${size / mebibyte} MB of {} on lines of their own`, "sources.ndjson", filled("", "{}\n", size, "{}\n"), /sources\.ndjson:1:1: /],
  [`${size / mebibyte} MB of [[[[`, "sources.json", filled("[\n", "[", size, ""), /sources\.json:2:\d+: /],
  [`${size / mebibyte} MB of {"a":{"a":`, "sources.json", filled("[\n", '{"a":', size, ""), /sources\.json:2:\d+: /],
  [`${size / mebibyte} MB of blanks`, "sources.json", filled("[", " \n", size, ""), /sources\.json:\d+:\d+: /],
  [`${size / mebibyte} MB of one text`, "sources.json", filled('[\n{"id": "', "a", size, '"}]'), /sources\.json:2:1: .*4/],
  ["a line of 1 GB", "sources.ndjson", gigabyteLine('{"id": "a"}\n{"id": "'), /sources\.ndjson:2:\d+: /],
  ["1 GB of nothing behind a bracket", "sources.json", gigabyteLine("[\n"), /sources\.json:2:1: /],
  ["invalid UTF-8", "sources.json", (file) => writeSync(file, Buffer.from('[\n{"id": "a\xff"}]', "latin1")), /sources\.json:2:\d+: .*UTF-8/],
  ["an overlong UTF-8", "sources.json", (file) => writeSync(file, Buffer.from('[\n{"id": "a\xc0\xaf"}]', "latin1")), /sources\.json:2:\d+: .*UTF-8/],
  ["a byte order mark", "sources.json", (file) => writeSync(file, "\ufeff[]"), /sources\.json:1:1: /],
  ["a key twice", "sources.json", (file) => writeSync(file, '[\n{"id": "a",\n"id": "b"}]'), /sources\.json:\d+:\d+: .*(twice|duplicate)/i],
  ["a number beyond measure", "sources.json", (file) => writeSync(file, '[\n{"id": 1e400}]'), /sources\.json:2:\d+: /],
  ["an id a hundred thousand times", "sources.json", filled("[\n", record, record.length * 100_000, record.replace(",\n", "]")), /sources\.json:3:\d+: /],
];

before(async () => (usual = (await watch(["check", tinySource])).most));

for (const [name, file, write, told] of cases)
  test(`import: ${name}: told with its line, in bounded memory and time`, async (t) => {
    const source = datasetWith(file, write);
    try {
      const begun = Date.now();
      const { code, signal, said, most } = await watch(["check", source]);
      assert.deepEqual([code, signal], [1, null], said.slice(-3).join("\n"));
      assert.ok(said.some((line) => told.test(line.slice(0, 1000))), said.slice(0, 5).join("\n").slice(0, 2000));
      assert.ok(said.length < 2000, `${said.length} lines`);
      assert.ok(most < usual + allowed, `${most.toFixed(0)} MiB, a small dataset takes ${usual.toFixed(0)}`);
      t.diagnostic(`figure: ${most.toFixed(0)} MiB (a small dataset: ${usual.toFixed(0)}), ${Date.now() - begun} ms, ${said.length} lines`);
    } finally {
      rmSync(source, { recursive: true });
    }
  });
