// Damage to a compiled dataset, and a new seal for it, so that what opens it does not see the damage.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const magic = "\nChancery-SHA256";
const trailerLength = magic.length + 64;
const pageSize = 4096;

/** A file's bytes with the digest of what is before the trailer put into it. */
export function sealed(bytes) {
  const content = bytes.subarray(0, bytes.length - trailerLength);
  return Buffer.concat([content, Buffer.from(magic + createHash("sha256").update(content).digest("hex"))]);
}

const flipBit = (bytes, random) => {
  const damaged = Buffer.from(bytes);
  damaged[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
  return damaged;
};

const spoilPage = (bytes, random) => {
  const damaged = Buffer.from(bytes);
  const at = pageSize * Math.floor(random() * Math.floor(bytes.length / pageSize));
  const length = Math.min(pageSize, bytes.length - at);
  const isBlank = random() < 0.3;
  for (let i = 0; i < length; i++) damaged[at + i] = isBlank ? 0 : Math.floor(random() * 256);
  return damaged;
};

const cutShort = (bytes, random) => Buffer.from(bytes.subarray(0, Math.floor(random() * bytes.length)));

// Sixteen bytes at random places of one page: what SQLite reads there is likely to be wrong in part.
const scatter = (bytes, random) => {
  const damaged = Buffer.from(bytes);
  const at = pageSize * Math.floor(random() * Math.floor(bytes.length / pageSize));
  for (let i = 0; i < 16; i++) damaged[Math.min(bytes.length - 1, at + Math.floor(random() * pageSize))] = Math.floor(random() * 256);
  return damaged;
};

export const kinds = { "a bit flipped": flipBit, "a page spoilt": spoilPage, "cut short": cutShort, "sixteen bytes of a page changed": scatter };

/** The keys of the JSON that is kept in a file. */
export const keptKeys = (bytes) => [...new Set(bytes.toString("latin1").match(/"[a-z_]{2,}"(?=:)/g))].map((key) => key.slice(1, -1)).sort();

// JSON that is whole, and not what it should be: a file of the same length whose texts differ.
const rewritten = (pattern, replace) => (bytes, key) => Buffer.from(bytes.toString("latin1").replaceAll(pattern(key), replace), "latin1");

/** Every member of a key: gone, under another name; or a number where there was a text. */
export const misshapen = {
  "renamed": rewritten((key) => new RegExp(`"${key}":`, "g"), (member) => `${member.slice(0, -3)}~":`),
  "no text": rewritten((key) => new RegExp(`"${key}":"[^"\\\\]*"`, "g"), (member) => member.replace(/(?<=:)".*"/, (text) => "1".padEnd(text.length))),
};

/** A file's bytes after some SQL, sealed anew; `scratch` is a path that is free. */
export function rewrittenBySql(bytes, sql, scratch) {
  writeFileSync(scratch, bytes.subarray(0, bytes.length - trailerLength));
  execFileSync("sqlite3", ["-bail", scratch], { input: `PRAGMA ignore_check_constraints = 1; ${sql};` });
  const content = readFileSync(scratch);
  rmSync(scratch);
  return sealed(Buffer.concat([content, Buffer.alloc(trailerLength)]));
}
