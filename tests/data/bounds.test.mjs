// What is more than a section may hold is cut, counted and said.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { program, serve } from "./server.mjs";

const tooMany = 1203;
let folder, server;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "chancery-"));
  const tiny = JSON.parse(readFileSync(new URL("../fixtures/tiny/dataset.json", import.meta.url)));
  for (const key of ["withdrawn", "offices"]) delete tiny[key];
  writeFileSync(join(folder, "dataset.json"), JSON.stringify(tiny));
  const states = Array.from({ length: tooMany }, (_, i) => ({
    id: `state-${String(i).padStart(4, "0")}`, kind: "state", labels: { en: `State ${i}` },
    existed: { start: "1850-01-01", end_kind: "ongoing" }, sources: [{ source: null }],
  }));
  writeFileSync(join(folder, "actors.json"), JSON.stringify(states));
  execFileSync(program, ["build", folder, "--output", join(folder, "many.db")], { stdio: "pipe" });
  server = await serve(join(folder, "many.db"));
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

test("state: a section over 1,000 is cut, named and counted", async () => {
  const state = await server.get("/state?at=1880-01-01");
  assert.equal(state.states.length, 1000);
  assert.equal(state.counts.states, tooMany);
  assert.deepEqual(state.truncated, ["states"]);
  assert.equal(state.states[999].id, "state-0999");
});

test("diff: a domain over 1,000 is cut and named", async () => {
  const diff = await server.get("/diff?from=1849-12-31&to=1850-01-01");
  assert.equal(diff.began.length, 1000);
  assert.deepEqual(diff.truncated, ["actor"]);
});
