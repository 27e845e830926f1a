// The scripts of examples/, run as their readers would, and the plot. R is asked where it is installed;
// elsewhere it has no case here.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as vega from "vega";
import { compile } from "vega-lite";
import { serve } from "../data/server.mjs";

const examples = fileURLToPath(new URL("examples/", import.meta.url));
const run = promisify(execFile);
let server, signings;

before(async () => {
  server = await serve();
  signings = (await server.get("/events?kind=treaty-signing&from=1850&to=1917&limit=500")).items;
  assert.ok(signings.length > 20, "they take more than a page");
});

after(() => server?.stop());

const isThere = (program) => run(program, ["--version"]).then(() => true, () => false);

test("clients: the Python script walks every page of a list", async () => {
  const { stdout, stderr } = await run("python3", ["-I", "-W", "error", `${examples}signings.py`, server.origin]);
  assert.equal(stderr, "");
  assert.deepEqual(stdout.trimEnd().split("\n"), signings.map(({ label, date, participants }) =>
    [date.earliest, date.display, label, participants.map(({ actor }) => actor.label).join("; ")].join("\t")));
});

if (await isThere("Rscript"))
  test("clients: the R script reads a list as a data frame", async () => {
    const { stdout } = await run("Rscript", ["--vanilla", `${examples}signings.R`, server.origin]);
    assert.deepEqual(stdout.trimEnd().split("\n"), signings.map(({ label, date }) => `${date.earliest}\t${label}`));
  });
else console.log("# absent: Rscript is not installed");

test("clients: the plot draws every dated event, without a warning", async (t) => {
  const text = await readFile(`${examples}events.vl.json`, "utf8");
  assert.ok(text.includes("http://127.0.0.1:8080/"));
  const told = [];
  const tell = (...words) => told.push(words.join(" "));
  const logger = { level: () => logger, error: tell, warn: tell, info: () => logger, debug: () => logger };
  const { spec } = compile(JSON.parse(text.replace("http://127.0.0.1:8080", server.origin)), { logger });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
  await view.runAsync();
  const svg = await view.toSVG();
  const marks = svg.match(/aria-roledescription="circle"/g)?.length ?? 0;
  const { total } = await server.get("/events?limit=1&to=9999");
  t.diagnostic(`figure: ${marks} marks, ${svg.length} bytes of SVG`);
  // Vega says so while the rows are on their way.
  assert.deepEqual(told.filter((words) => !words.startsWith("Infinite extent")), []);
  assert.equal(marks, total);
});
