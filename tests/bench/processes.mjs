// The servers that are measured: started on loopback, and ended by their ids, whatever happens.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { folder } from "./settings.mjs";

const PATIENCE = 120_000; // milliseconds; callgrind on a busy machine takes half a minute to start
const running = new Set();

process.on("exit", () => {
  for (const { child } of running) for (const pid of family(child.pid)) signal(pid, "SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1));

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** A process and all that descend from it. */
export function family(pid) {
  let children = [];
  try {
    const words = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    children = words.filter(Boolean).map(Number);
  } catch {
    return [];
  }
  return [pid, ...children.flatMap(family)];
}

/** A port of loopback that was free a moment ago. */
export async function free_port() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The words that keep what follows to a core, where one is given. */
export const on_core = (core) => (core === undefined ? [] : ["taskset", "--cpu-list", String(core)]);

/** Start a program, on one core where `core` is given; what it says goes to `log`. Should this run be killed, it ends too. */
export function start(command, words, { cwd, env, log, core }) {
  const output = openSync(log, "w");
  const child = spawn("setpriv", ["--pdeathsig", "TERM", ...on_core(core), command, ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const one = { child, log };
  running.add(one);
  const ended = new Promise((done) => {
    child.once("error", done);
    child.once("exit", done);
  }).then(() => running.delete(one));
  const stop = async () => {
    signal(child.pid, "SIGTERM");
    const late = setTimeout(() => signal(child.pid, "SIGKILL"), PATIENCE);
    await ended;
    clearTimeout(late);
  };
  return { pid: child.pid, log, ended, stop, alive: () => running.has(one) };
}

async function until(server, what, holds) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await holds();
    if (found) return found;
    const said = () => readFileSync(server.log, "utf8").slice(0, 1000);
    if (!server.alive()) throw new Error(`${what} ended: ${said()}`);
    if (Date.now() > end) throw new Error(`${what} does not answer: ${said()}`);
    await sleep(2);
  }
}

/** The address that a server of ours tells in its first line. */
export async function told_address(server, what) {
  const line = /^listening on (http:\/\/\S+)$/m;
  const origin = await until(server, what, () => line.exec(readFileSync(server.log, "utf8"))?.[1]);
  return { ...server, origin };
}

/** Wait until a target of a server answers at all. */
export async function answers(server, what, origin, target) {
  await until(server, what, () => fetch(origin + target, { signal: AbortSignal.timeout(5000) }).then((reply) => reply.ok, () => false));
  return { ...server, origin };
}

/** A file for a server's output or access log. */
export function log_file(name) {
  return `${folder("logs")}/${name}.log`;
}

/** How many bytes were logged. */
export function logged(path) {
  return statSync(path).size;
}
