// The curator's guide shows JSON that can be pasted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { read, root } from "./data.mjs";

const guide = readFileSync(new URL("README.md", root), "utf8");
const schema = read(new URL("dataset.schema.json", root));

describe("the guide", () => {
  it("shows JSON that is well formed", () => {
    const blocks = [...guide.matchAll(/```json\n(.*?)```/gs)].map((found) => found[1]);
    assert.ok(blocks.length >= 8);
    for (const block of blocks) assert.doesNotThrow(() => JSON.parse(block), block);
  });

  it("names every key of dataset.json", () => {
    const keys = Object.keys(schema.$defs.dataset.properties);
    const missed = keys.filter((key) => !["$schema", "description"].includes(key));
    assert.deepEqual(missed.filter((key) => !guide.includes(`\`${key}\``)), []);
  });

  it("names every collection", () => {
    const names = ["events", "treaties", "articles", "actors", "offices"];
    for (const name of [...names, "places", "relations", "control", "sources"])
      assert.ok(guide.includes(`| \`${name}\` |`), name);
  });
});
