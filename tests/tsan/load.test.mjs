// The compiler's threads and the server's under ThreadSanitizer. A race is reported, by TSAN_OPTIONS, to a
// file that tests/run fails for, and by an exit status that is not 0. Arguments by environment:
// CHANCERY_BINARY (of the preset tsan), CHANCERY_SECONDS (of load). Nothing here asserts a time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const program = process.env.CHANCERY_BINARY;
const seconds = Number(process.env.CHANCERY_SECONDS ?? 10);
const source = join(import.meta.dirname, "../../db/japan-russia");
const enough = 500; // exchanges at least, on a machine that has much else to do: within a minute
const connections = 12;
const reloads = 10;
const work = mkdtempSync(join(tmpdir(), "chancery-tsan-"));
const compiled = join(work, "compiled.db");
const served = join(work, "served.db");
after(() => rmSync(work, { recursive: true }));

// The sanitizer's fixed shadow collides with more random addresses than it was made for.
const bits = Number(readFileSync("/proc/sys/vm/mmap_rnd_bits", "utf8"));
const start = (words, options) => (bits > 28 ? spawn("setarch", ["-R", program, ...words], options)
  : spawn(program, words, options));

test("the compiler's threads do not race", async () => {
  const compiler = start(["build", source, "--output", compiled], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  compiler.stderr.on("data", (piece) => { said += piece; });
  assert.equal(await new Promise((done) => compiler.once("exit", done)), 0, said);
});

// What is asked again and again, and so kept; what nobody asked before; what is refused; what is long.
const kept = ["/.well-known/api-catalog", "/changes?since=1.0.0", "/events?limit=5", "/events?limit=5&lang=ja", "/treaties", "/timeline?limit=20", "/search?q=shimoda",
  "/dataset", "/openapi.json", "/docs", "/"];
const anew = (n) => [
  `/events?from=${1700 + n % 200}&to=${1750 + n % 160}&limit=${1 + n % 50}`,
  `/timeline?at=${1778 + n % 139}&facet=kind`,
  `/state?at=18${10 + n % 90}-0${1 + n % 9}`,
  `/search?q=${"aeiou"[n % 5]}${"knrst"[n % 5]}&limit=${1 + n % 20}`,
  `/places?near=43,${130 + n % 20},${100 + n}`,
  `/calendar?date=18${10 + n % 90}`,
  `/events/${n}`,
  `/timeline?kind=war,battle&limit=${1 + n % 40}`,
  `/events?kind=war&format=${["csv", "geojson", "jsonld", "ics", "timelinejs", "vis"][n % 6]}&limit=${1 + n % 30}`,
  `/events?limit=${n}x`,
][n % 10];
const exported = ["/export?format=ndjson", "/export?format=csv&collection=events", "/export?format=sqlite"];
const headers = [{}, { "accept-encoding": "gzip" }, { "accept-encoding": "br" }, { "accept-encoding": "zstd" },
  { "accept-language": "ja" }, { accept: "text/csv" }, { "x-request-id": "tsan" }, { "if-none-match": "*" }];

// One exchange; `leaves`: the client goes before it has read it all.
function ask(agent, origin, path, n) {
  const method = n % 11 === 0 ? "HEAD" : n % 13 === 0 ? "OPTIONS" : "GET";
  const options = { agent, method, headers: headers[n % headers.length] };
  const leaves = n % 17 === 0;
  return new Promise((done, failed) => {
    const asked = request(origin + path, options, (reply) => {
      if (leaves) reply.once("data", () => reply.destroy());
      reply.resume();
      reply.once("close", () => done(reply.statusCode));
    });
    asked.once("error", failed);
    asked.end();
  });
}

function pathOf(client, n) {
  if (client === 0) return exported[n % exported.length];
  return client % 2 === 0 ? kept[(n * 7 + client) % kept.length] : anew(n * connections + client);
}

async function load(origin, client, until, statuses) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const total = () => [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const isDone = () => Date.now() >= until && (total() >= enough || Date.now() >= until + 60000);
  for (let n = 1; !isDone(); n += 1) {
    const status = await ask(agent, origin, pathOf(client, n), n);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  agent.destroy();
}

async function replaceAndReload(server, until) {
  const pause = (until - Date.now()) / (reloads + 1);
  for (let i = 0; i < reloads; i += 1) {
    await sleep(pause);
    copyFileSync(compiled, `${served}.new`);
    renameSync(`${served}.new`, served);
    server.kill("SIGHUP");
  }
}

async function serve() {
  copyFileSync(compiled, served);
  const server = start(["serve", "--db", served, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
    "--query-deadline", "60000", "--access-log", "all"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => server.once("exit", (code, signal) => done(code ?? signal)));
  const said = [];
  const origin = await new Promise((found, failed) => {
    server.once("exit", () => failed(new Error(`the server ended: ${said.join("\n")}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      const [, url] = /^listening on (http:\/\/\S+)$/.exec(line) ?? [];
      if (url) found(url);
    });
  });
  const complaints = () => said.filter((line) => !line.includes(`"status":200`)).slice(-40).join("\n");
  return { server, origin, ended, complaints };
}

test("the server's threads do not race under load, reloads and the end", async () => {
  const { server, origin, ended, complaints } = await serve();
  const until = Date.now() + seconds * 1000;
  const statuses = new Map();
  const clients = Array.from({ length: connections }, (_, client) => load(origin, client, until, statuses));
  await Promise.all([replaceAndReload(server, until), ...clients]);
  server.kill("SIGTERM");
  assert.equal(await ended, 0, complaints());
  const failures = [...statuses].filter(([status]) => status >= 500);
  assert.deepEqual(failures, [], complaints());
  console.log(`# ${JSON.stringify(Object.fromEntries(statuses))}`);
});

// The preset is also the one build that has no Node.js: CMakePresets.json.
test("built without Node.js it says at / how to get the page, and answers as ever", async () => {
  const { server, origin, ended, complaints } = await serve();
  const page = await (await fetch(`${origin}/`, { headers: { accept: "text/html" } })).text();
  assert.match(page, /needs Node\.js/);
  assert.match(page, /CHANCERY_EXPLORER=ON/);
  for (const path of ["/docs", "/treaties", "/events?format=geojson"]) {
    const reply = await fetch(origin + path);
    await reply.arrayBuffer();
    assert.equal(reply.status, 200, path);
  }
  server.kill("SIGTERM");
  assert.equal(await ended, 0, complaints());
});
