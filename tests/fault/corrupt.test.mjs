// Damaged datasets. One flipped bit falsifies answers more often than not, and SQLite does not notice; so
// whatever does not match its digest is refused, and what was served before stays. And where the digest
// was made to match, the server stays up all the same.
import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { compileTiny } from "./datasets.mjs";
import { keptKeys, kinds, misshapen, rewrittenBySql, sealed } from "./damage.mjs";
import { temporaryFolder } from "./folder.mjs";
import { randomOf } from "./random.mjs";
import { refuseToServe, start } from "./server.mjs";
import { database, either, plain, seededName } from "./settings.mjs";
import { everyOperation, everyTarget } from "./targets.mjs";
import { many } from "./waiting.mjs";

const folder = temporaryFolder();
const counts = { "a bit flipped": either(24, 500), "a page spoilt": either(8, 50), "cut short": either(8, 50), "sixteen bytes of a page changed": either(8, 50) };
let good;
let bytes;

before(async () => {
  good = await compileTiny(folder);
  bytes = readFileSync(good);
});

/** Give a file a name that another had, as a publication does. */
function publish(contents, path) {
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, contents, { mode: 0o444 });
  renameSync(`${path}.new`, path);
}

const damagedOnes = (random) =>
  Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind, contents: kinds[kind](bytes, random) })))
    .filter(({ contents }) => !contents.equals(bytes));

test(seededName("corrupt: a server does not start with a damaged dataset, and says why"), async (t) => {
  const all = damagedOnes(randomOf(51));
  await many(all.length, 2, async (i) => {
    const path = join(folder, `start-${i}.db`);
    publish(all[i].contents, path);
    const { code, signal, said } = await refuseToServe(path);
    assert.deepEqual([code, signal], [1, null], `${all[i].kind}, the ${i}th: ${said}`);
    assert.match(said, /chancery: .*start-\d+\.db: it is no dataset that this version compiled, or it was damaged/);
    rmSync(path);
  });
  t.diagnostic(`figure: ${all.length} damaged files, ${all.length} refused`);
});

test("corrupt: neither with one of the default dataset's size", async () => {
  const path = join(folder, "large.db");
  const large = readFileSync(database);
  large[large.length >> 1] ^= 1;
  publish(large, path);
  assert.equal((await refuseToServe(path)).code, 1);
  rmSync(path);
});

test(seededName("corrupt: a running server refuses a damaged dataset and serves the old one"), async (t) => {
  const path = join(folder, "served.db");
  publish(bytes, path);
  const server = await start({ db: path, options: ["--cache-size", "0"] });
  const target = "/events?limit=5";
  const right = (await server.get(target)).text;
  const all = damagedOnes(randomOf(52));
  for (const [i, { kind, contents }] of all.entries()) {
    publish(contents, path);
    const { taken, said } = await server.reload();
    assert.ok(!taken, `${kind}, the ${i}th: taken`);
    assert.match(said, /the old dataset stays in service: .*it is no dataset/);
    const { status, text } = await server.get(target);
    assert.deepEqual([status, text], [200, right]);
  }
  publish(bytes, path);
  assert.ok((await server.reload()).taken, "the good one is not taken afterwards");
  t.diagnostic(`figure: ${all.length} damaged files, ${all.length} refused`);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

// --- with a digest that matches ---

const allowed = (status) => (status >= 200 && status < 500) || status === 500 || status === 503;

async function askAll(server, targets, where) {
  const told = {};
  await many(targets.length, 4, async (i) => {
    let status;
    try {
      ({ status } = await server.get(targets[i]));
    } catch (error) {
      // A stream that fails on the way is cut, and fetch says so: as good as a 500, while the server lives.
      if (!server.isAlive || /took more than/.test(error.message)) throw new Error(`${where}: ${targets[i]}: ${error.message}: ${server.said.slice(-3).join("\n")}`);
      status = "cut";
    }
    assert.ok(status === "cut" || allowed(status), `${where}: ${targets[i]}: ${status}`);
    told[status] = (told[status] ?? 0) + 1;
  });
  return told;
}

const add = (sum, told) => Object.entries(told).forEach(([status, count]) => (sum[status] = (sum[status] ?? 0) + count));

test(seededName("corrupt: a damaged dataset whose digest matches crashes nothing and hangs nothing"), async (t) => {
  const path = join(folder, "resealed.db");
  publish(bytes, path);
  let server = await start({ db: path, options: ["--query-deadline", "2000"] });
  const random = randomOf(6);
  const targets = (await either(everyOperation, everyTarget)(server)).map(({ target }) => target);
  const trials = either(24, 600);
  const names = Object.keys(kinds).filter((kind) => kind !== "cut short");
  const sum = {};
  let refused = 0;
  for (let i = 0; i < trials; i++) {
    const kind = names[i % names.length];
    publish(sealed(kinds[kind](bytes, random)), path);
    const { taken } = await server.reload();
    if (!taken) refused++;
    else add(sum, await askAll(server, targets, `${kind}, the ${i}th`));
    assert.ok(server.isAlive, `${kind}, the ${i}th: the server died`);
  }
  t.diagnostic(`figure: ${trials} files, ${refused} refused all the same, ${targets.length} requests of each of the others: ${JSON.stringify(sum)}`);
  publish(bytes, path);
  assert.ok((await server.reload()).taken);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test("corrupt: kept records that lack a member, or have a number for a text, crash nothing and hang nothing", async (t) => {
  const path = join(folder, "misshapen.db");
  publish(bytes, path);
  const server = await start({ db: path, options: ["--query-deadline", "2000"] });
  t.after(() => server.kill());
  const targets = (await either(everyOperation, everyTarget)(server)).map(({ target }) => target);
  const keys = keptKeys(bytes);
  assert.ok(keys.length > 20, `${keys}`);
  const sum = {};
  let files = 0;
  for (const key of either(keys.filter((_, i) => i % 6 === 0).concat("id", "label_lang", "type"), keys))
    for (const [kind, spoil] of Object.entries(misshapen)) {
      const contents = spoil(bytes, key);
      if (contents.equals(bytes)) continue;
      assert.equal(contents.length, bytes.length);
      publish(sealed(contents), path);
      if (!(await server.reload()).taken) continue;
      files++;
      add(sum, await askAll(server, targets, `"${key}" ${kind}`));
      assert.ok(server.isAlive, `"${key}" ${kind}: the server died`);
    }
  t.diagnostic(`figure: ${files} files, ${targets.length} requests of each: ${JSON.stringify(sum)}`);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

// What no build writes: each is refused or answered, by a release as well, whose stack is what may end.
const nested = (depth) => `'{"type":"Polygon","coordinates":' || '${"[".repeat(depth)}${"]".repeat(depth)}' || '}'`;
const far = "CASE WHEN rowid % 2 THEN -9223372036854775807 - 1 ELSE 9223372036854775807 END";
const bounds = (...names) => names.map((name) => `${name} = ${far}`).join(", ");
const rewritings = {
  "an outline is nested 2,000 deep": `UPDATE geometry SET geojson = ${nested(2000)}`,
  "an outline is no JSON": "UPDATE geometry SET geojson = '{'",
  "a type's name is not UTF-8": "UPDATE kind SET type = CAST(x'ff6576656e74' AS TEXT) WHERE type = 'event'",
  "the version is nothing": "UPDATE meta SET value = NULL WHERE name = 'version'",
  "what is covered ends beyond all days": "UPDATE coverage SET start_day = -9223372036854775807, end_day = 9223372036854775807",
  "records begin and end beyond all days": `UPDATE record SET ${bounds("start_earliest", "start_latest", "end_earliest", "end_latest", "sort_earliest", "sort_latest", "sort_end")};
    UPDATE edge SET ${bounds("start_earliest", "start_latest", "end_earliest", "end_latest")}`,
  "what leads to days is beyond all numbers": `UPDATE span SET reach = 9223372036854775807, least = -9223372036854775807 - 1;
    UPDATE beginning SET earliest = -9223372036854775807 - 1, latest = 9223372036854775807; UPDATE tally SET first = -9223372036854775807, last = 9223372036854775807`,
  "there are more than can be counted": `UPDATE tally SET dated = ${far.replace("rowid", "key")}, undated = 9223372036854775807;
    UPDATE tally_day SET n = 9223372036854775807; UPDATE beginning SET n = 9223372036854775807;
    UPDATE meta SET value = '9223372036854775807' WHERE name = 'released_day'`,
};
const dated = ["/timeline?histogram=year", "/timeline?histogram=month&from=1850&to=1860", "/timeline?histogram=decade&match=certain",
  "/timeline?format=vis", "/timeline?format=timelinejs", "/events?format=ics", "/events?from=1904&to=1905&facet=kind", "/events?at=1905-09-05&sort=-date",
  "/diff?from=1854-01-01&to=1905-12-31", "/state?at=1905-09-05&match=certain", "/on-this-day?date=02-07", "/on-this-day?date=12-21&calendar=japanese", "/events?sort=-date&limit=500",
  "/events?format=jsonld&limit=500", "/search?q=treaty&from=1850&to=1910", "/export?format=csv&collection=events"];
const outlines = ["/control?include=place&fields=place.geometry&limit=500", "/places?include=within&fields=within.geometry&limit=500",
  "/places?fields=geometry&limit=500", "/places?format=geojson&limit=500", "/state?at=1905&format=geojson", "/timeline?format=svg"];

for (const [what, sql] of Object.entries(rewritings))
  for (const [which, program] of [["", undefined], [", a release", plain]])
    test(`corrupt: where ${what}, nothing crashes or hangs${which}`, async (t) => {
      const path = join(folder, "rewritten.db");
      publish(readFileSync(database), path);
      const server = await start({ program, db: path, options: ["--query-deadline", "60000", "--cache-size", "0"] });
      t.after(() => server.kill());
      const targets = outlines.concat(dated, (await everyOperation(server)).map(({ target }) => target));
      publish(rewrittenBySql(readFileSync(database), sql, join(folder, "scratch.db")), path);
      const { taken } = await server.reload();
      const told = taken ? JSON.stringify(await askAll(server, targets, what)) : "refused";
      t.diagnostic(`figure: where ${what}: ${told}`);
      assert.ok(server.isAlive, "the server died");
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    });

const endless = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n) SELECT 'n' AS name, value FROM n";
for (const table of ["meta", "kind"])
  test(`corrupt: a file whose ${table} is a view without end is refused at once, and the old one served`, async (t) => {
    const path = join(folder, "endless.db");
    publish(bytes, path);
    const server = await start({ program: plain, db: path });
    t.after(() => server.kill());
    publish(rewrittenBySql(bytes, `ALTER TABLE ${table} RENAME TO told; CREATE VIEW ${table} AS ${endless}`, join(folder, "scratch.db")), path);
    const { taken, said } = await server.reload();
    assert.ok(!taken);
    assert.match(said, /the old dataset stays in service: /);
    assert.equal((await server.get("/events?limit=1")).status, 200);
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  });
