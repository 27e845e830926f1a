// Small datasets of the tests' own, compiled: the fixture as it is, and one like it of which every label
// says that it is the other.
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./server.mjs";
import { fixtures, plain } from "./settings.mjs";

export const tinySource = join(fixtures, "tiny");

/** Compile a folder into a file, which must succeed. */
export async function compile(source, output) {
  const { code, said } = await run(plain, ["build", source, "--output", output]);
  assert.equal(code, 0, said);
  return output;
}

export const compileTiny = (folder) => compile(tinySource, join(folder, "tiny.db"));

/** Every JSON file of a folder, and of the folders in it. */
function jsonFiles(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? jsonFiles(path) : path.endsWith(".json") ? [path] : [];
  });
}

const mark = (labels) => Object.fromEntries(Object.entries(labels).map(([language, label]) => [language, `${label} (other)`]));

/** A source folder copied, with every label marked: the same records, and no reply the same. */
export function markedCopy(source, copy) {
  cpSync(source, copy, { recursive: true });
  for (const path of jsonFiles(copy)) {
    if (/history|dataset\.json/.test(path)) continue;
    const records = JSON.parse(readFileSync(path, "utf8"), (key, value) => (key === "labels" ? mark(value) : value));
    writeFileSync(path, JSON.stringify(records, null, 2));
  }
  return copy;
}

/** The fixture with every label marked, as a source folder. */
export const otherTinySource = (folder) => markedCopy(tinySource, join(folder, "other"));
