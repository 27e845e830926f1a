// Counts the instructions of a hit: the server runs under callgrind for a few and for many identical
// requests, and the difference is divided by their number, so that start and end fall out.
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
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

async function count(name, program, request, times) {
  const out = join(folder("callgrind"), `${name.replaceAll(" ", "-")}.${times}`);
  const words = ["--tool=callgrind", `--callgrind-out-file=${out}`, "-q", ...program];
  const server = start("valgrind", words, { log: log_file(`callgrind-${name}-${times}`) });
  try {
    const { origin } = await told_address(server, "a server under callgrind");
    await repeat(origin, request, times);
  } finally {
    await server.stop();
  }
  return Number(/^(?:totals|summary): (\d+)/m.exec(readFileSync(out, "utf8"))[1]);
}

async function per_hit(name, program, headers) {
  const fields = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  const request = `GET ${TARGET} HTTP/1.1\r\nHost: localhost\r\n${fields.join("")}\r\n`;
  const counts = await Promise.all([FEW, MANY].map((times) => count(name, program, request, times)));
  return Math.round((counts[1] - counts[0]) / (MANY - FEW));
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
const kinds = [
  { name: "plain", program: ours("off"), headers: {} },
  { name: "gzip", program: ours("off"), headers: { "Accept-Encoding": "gzip" } },
  { name: "not modified", program: ours("off"), headers: { "If-None-Match": etag } },
  { name: "admin listener", program: ours("off", "--admin", "127.0.0.1:0"), headers: {} },
  { name: "access log", program: ours("all"), headers: {} },
  { name: "access log and admin listener", program: ours("all", "--admin", "127.0.0.1:0"), headers: {} },
  { name: "bare libmicrohttpd", program: [join(release, "tests/bench_bare"), replies, "1"], headers: {} },
];
const ceilings = JSON.parse(readFileSync(ceilings_file, "utf8"));
const counted = {};
let failed = false;
console.log(`Instructions of a reply of ${TARGET}, from the cache`);
for (const { name, program, headers } of kinds) {
  counted[name] = await per_hit(name, program, headers);
  const verdict = verdict_of(counted[name], ceilings[name]);
  failed ||= verdict.failed;
  console.log(`${name}: ${counted[name]}, ${verdict.text}`);
}
if (writes) writeFileSync(ceilings_file, `${JSON.stringify(counted, null, 2)}\n`);
process.exit(failed && !writes ? 1 : 0);
