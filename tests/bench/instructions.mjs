// Counts the instructions of a hit: a server under callgrind answers a few and then many identical
// requests, and the difference is divided by their number, so that what a connection costs falls out.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { ask_all, lay_out_replies } from "./bytes.mjs";
import { serve } from "./chancery.mjs";
import { log_file, start, told_address } from "./processes.mjs";
import { chancery, database, folder, here, release, writes } from "./settings.mjs";

const [FEW, MANY] = [300, 1300];
const SLACK = 1.05;
const LOW = 0.9; // under this share of its ceiling a count says that the ceiling should come down
const TARGET = "/actors/joseon"; // 1.8 kB, the usual size of a record
const ceilings_file = join(here, "instructions.json");

// Ask `times` times over one connection, each time when the last reply is whole.
function repeat(origin, request, times) {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    let [left, length, parts] = [times, 0, []];
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setTimeout(120_000, () => socket.destroy(new Error("no reply in two minutes")));
    socket.once("error", failed);
    socket.once("close", () => failed(new Error(`the server closed with ${left} requests to go`)));
    socket.on("data", (part) => {
      parts.push(part);
      length += part.length;
      if (length < whole_length(Buffer.concat(parts))) return;
      [length, parts] = [0, []];
      left -= 1;
      if (left > 0) return socket.write(request);
      socket.removeAllListeners("close");
      socket.destroy();
      done();
    });
  });
}

// How long a reply is, as its head tells; 304 has no body.
function whole_length(bytes) {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return Infinity;
  const text = bytes.toString("latin1", 0, head);
  if (/^HTTP\/1.1 304/.test(text)) return head + 4;
  if (!/^HTTP\/1.1 200/.test(text)) throw new Error(text);
  return head + 4 + Number(/^content-length: (\d+)/im.exec(text)[1]);
}

const run = promisify(execFile);

/** What callgrind has counted since it was last asked, or since the start. */
async function counted_since(server, out) {
  await run("callgrind_control", ["--dump", String(server.pid)]);
  const dumps = readdirSync(out).filter((name) => /^counts\.\d+$/.test(name));
  const last = Math.max(...dumps.map((name) => Number(name.split(".")[1])));
  return Number(/^totals: (\d+)/m.exec(readFileSync(join(out, `counts.${last}`), "utf8"))[1]);
}

/** One server under callgrind: instructions of a hit for each of `kinds`, the header fields of a request. */
async function per_hit({ name, program, kinds }) {
  const out = join(folder("callgrind"), name.replaceAll(" ", "-"));
  rmSync(out, { recursive: true, force: true }); // what an earlier run counted
  mkdirSync(out);
  const words = ["--tool=callgrind", `--callgrind-out-file=${join(out, "counts")}`, "-q", ...program];
  const server = start("valgrind", words, { log: log_file(`callgrind-${name}`) });
  const counts = {};
  try {
    const { origin } = await told_address(server, "a server under callgrind");
    for (const [kind, headers] of Object.entries(kinds)) {
      const fields = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
      const request = `GET ${TARGET} HTTP/1.1\r\nHost: localhost\r\n${fields.join("")}\r\n`;
      await repeat(origin, request, FEW); // makes it, and what a hit needs for the first time
      await counted_since(server, out);
      const few = (await repeat(origin, request, FEW), await counted_since(server, out));
      const many = (await repeat(origin, request, MANY), await counted_since(server, out));
      counts[kind] = Math.round((many - few) / (MANY - FEW));
    }
  } finally {
    await server.stop();
  }
  return counts;
}

// One reply, captured for bench_bare: its folder, and the validator.
async function capture() {
  const server = await serve("instructions");
  const asks = [{ target: TARGET }];
  const replies = await ask_all(server.origin, asks);
  await server.stop();
  if (replies[0].status !== 200) throw new Error(`${TARGET} is not in the dataset`);
  return { replies: lay_out_replies("instructions", asks, replies), etag: replies[0].headers.etag };
}

function verdict_of(counted, ceiling) {
  if (ceiling === undefined) return { failed: true, text: "no ceiling: set one with --write" };
  const share = counted / ceiling;
  const said = `${(share * 100).toFixed(1)} % of its ceiling, ${ceiling}`;
  if (share > SLACK) return { failed: true, text: `${said}: TOO MANY` };
  return { failed: false, text: share < LOW ? `${said}: lower it with --write` : said };
}

const { replies, etag } = await capture();
// Valgrind makes calls of its own, which the sandbox would refuse.
const ours = (log, ...more) => [chancery, "serve", "--db", database, "--listen", "127.0.0.1:0", "--access-log", log, "--threads", "1", "--sandbox", "off", ...more];
const servers = [
  {
    name: "plain",
    program: ours("off"),
    kinds: { plain: {}, gzip: { "Accept-Encoding": "gzip" }, "not modified": { "If-None-Match": etag } },
  },
  { name: "admin listener", program: ours("off", "--admin", "127.0.0.1:0") },
  { name: "access log", program: ours("all") },
  { name: "access log and admin listener", program: ours("all", "--admin", "127.0.0.1:0") },
  { name: "bare libmicrohttpd", program: [join(release, "tests/bench_bare"), replies, "1"] },
];
const ceilings = JSON.parse(readFileSync(ceilings_file, "utf8"));
const counted = {};
let failed = false;
console.log(`Instructions of a reply of ${TARGET}, from the cache`);
for (const server of servers) {
  Object.assign(counted, await per_hit({ kinds: { [server.name]: {} }, ...server }));
}
for (const [name, count] of Object.entries(counted)) {
  const verdict = verdict_of(count, ceilings[name]);
  failed ||= verdict.failed;
  console.log(`${name}: ${count}, ${verdict.text}`);
}
if (writes) writeFileSync(ceilings_file, `${JSON.stringify(counted, null, 2)}\n`);
process.exit(failed && !writes ? 1 : 0);
