// The section `memory`: what the servers hold resident, idle, with a thousand idle connections, and
// after a mixed load.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ask_all, lay_out_files } from "./bytes.mjs";
import { serve } from "./chancery.mjs";
import { load, requests_file } from "./load.mjs";
import { h2o, nginx } from "./peers.mjs";
import { family } from "./processes.mjs";
import { questions, records } from "./questions.mjs";
import { quick, soak } from "./settings.mjs";
import { table } from "./table.mjs";

const CONNECTIONS = quick ? 100 : 1000;
const DAYS = 15_000; // asked about, one page each: more than the reply cache holds
const PARTS = 3; // of the load, to see whether memory goes on growing
const peers_soak = Math.min(soak, 30);

const columns = [
  { title: "server", of: (row) => row.server, words: true },
  { title: "idle, MB", of: (row) => row.idle },
  { title: `with ${CONNECTIONS} connections, MB`, of: (row) => row.connected },
  ...Array.from({ length: PARTS }, (_, i) => {
    return { title: `after ${i + 1} of ${PARTS} parts of the load, MB`, of: (row) => row.loaded[i] };
  }),
];

/** What a server's processes hold resident, in MB; pages that they share count once for each. */
function resident(pid) {
  const kilobytes = family(pid).map((one) => {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/status`, "utf8"))[1]);
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1000;
}

// A connection that has had an answer and is kept.
function idle_connection(origin, target) {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`));
    socket.setTimeout(30_000, () => socket.destroy(new Error(`${origin}: no answer in 30 seconds`)));
    socket.once("error", failed);
    socket.once("data", () => done(socket.setTimeout(0).resume()));
  });
}

async function with_connections(server, target) {
  const sockets = [];
  try {
    for (let i = 0; i < CONNECTIONS; i++) sockets.push(await idle_connection(server.origin, target));
    return resident(server.pid);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function row_of(server, asks, seconds) {
  await ask_all(server.origin, asks.slice(0, 1));
  const row = { server: server.name, idle: resident(server.pid), loaded: [] };
  row.connected = await with_connections(server, asks[0].target);
  await sleep(500);
  server.requests = requests_file(`memory-${server.name}`, server.origin, asks);
  for (let i = 0; i < PARTS; i++) {
    await load(server, { seconds: seconds / PARTS });
    row.loaded.push(resident(server.pid));
  }
  return row;
}

/** What is asked again and again, each time beside a page of a day that is asked about once a round. */
function mixed(again) {
  const day = (i) => new Date(Date.UTC(1860, 0, 1 + i)).toISOString().slice(0, 10);
  return Array.from({ length: DAYS }, (_, i) => [again[i % again.length], `/events?at=${day(i)}&limit=10`]).flat();
}

/** Chancery with a mixed load of cached and uncached questions; nginx and h2o with the same URLs as files. */
export async function memory() {
  const more = ["--connections", String(CONNECTIONS + 100)];
  const ours = await serve("memory", { more });
  const servers = [ours];
  try {
    const { targets } = await records(ours.origin);
    const asks = mixed([...targets.slice(0, 500), ...questions.map(({ target }) => target)]).map((target) => ({ target }));
    const files = lay_out_files("memory-files", await ask_all(ours.origin, asks), []);
    await ours.stop();
    servers[0] = await serve("memory", { more });
    servers.push(await nginx(files), await h2o(files));
    const rows = [await row_of(servers[0], asks, soak)];
    const file_asks = asks.map((_, i) => ({ target: `/${i}.json` }));
    for (const peer of servers.slice(1)) rows.push(await row_of(peer, file_asks, peers_soak));
    const said =
      `Default dataset; load: half of it ${targets.slice(0, 500).length + questions.length} URLs, records, lists, searches and states, ` +
      `again and again, half of it ${DAYS} pages of as many days, which the reply cache has no room for; for ` +
      `${soak} s; the peers' for ${peers_soak} s.`;
    return { figures: { rows }, markdown: `${said}\n\n${table(columns, rows)}` };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
