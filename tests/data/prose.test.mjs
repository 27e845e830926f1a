// No sentence of the encyclopaedia article that the dataset corrects is in its words: hashes of the
// article's eight-word runs are kept here, and no run of our prose may have one of them. Titles of
// works and values that a source is quoted with are exempt; so are locators.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { files, here, read, root } from "./data.mjs";

const length = 8;
const exempt = new Set(["locator", "title", "container-title", "value"]);
const known = new Set(here("article-runs.json"));

const hash = (words) => createHash("sha256").update(words.join(" ")).digest("hex").slice(0, 12);
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function copied(text) {
  const words = wordsOf(text);
  for (let i = 0; i + length <= words.length; i += 1) {
    const run = words.slice(i, i + length);
    if (known.has(hash(run))) return run.join(" ");
  }
  return null;
}

function* prose(value, key) {
  if (exempt.has(key)) return;
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const inner of value) yield* prose(inner, null);
  else if (value !== null && typeof value === "object")
    for (const [inner, content] of Object.entries(value)) yield* prose(content, inner);
}

describe("prose", () => {
  it("knows the article by its runs", () => {
    assert.ok(known.size > 2000);
    for (const one of known) assert.match(one, /^[0-9a-f]{12}$/);
  });

  for (const [name, content] of [
    ...files(),
    ["dataset.schema.json", read(new URL("dataset.schema.json", root))],
    ["README.md", readFileSync(new URL("README.md", root), "utf8")],
  ]) {
    it(`copies nothing into ${name}`, () => {
      const found = [...prose(content, null)].map(copied).filter((run) => run !== null);
      assert.deepEqual(found, []);
    });
  }
});
