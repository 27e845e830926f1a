// Servers of the tests' own, each on a free port of the loopback. What is started here is ended here, by
// its process id, even where a test throws.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as settings from "./settings.mjs";
import { until, within } from "./waiting.mjs";

const startLimit = 60_000;
const endLimit = 60_000;
const running = new Set();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A process whose lines on stderr are kept. `ended` gives { code, signal }. */
export function launch(command, words, options = {}) {
  const child = spawn(command, words, { stdio: ["ignore", "ignore", "pipe"], ...options });
  const said = [];
  running.add(child);
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
  const ended = new Promise((done) => child.once("close", (code, signal) => done({ code, signal })));
  const exited = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
  child.once("exit", () => running.delete(child));
  child.once("error", (error) => said.push(String(error)));
  return { child, pid: child.pid, said, ended, exited };
}

/** Run to its end: { code, signal, said }. */
export async function run(command, words, options = {}) {
  const { limit = endLimit, ...rest } = options;
  const process = launch(command, words, rest);
  try {
    const { code, signal } = await within(limit, process.ended, words.join(" "));
    return { code, signal, said: process.said.join("\n") };
  } catch (error) {
    process.child.kill("SIGKILL");
    throw error;
  }
}

const words = (db, options) =>
  ["serve", "--db", db, "--listen", "127.0.0.1:0", ...(options.includes("--access-log") ? [] : ["--access-log", "off"]), ...options];

/** A `serve` that should not come to serve anything. */
export const refuseToServe = (db, program = settings.plain) => run(program, words(db, []));

export async function start({ program = settings.program, db = settings.database, options = [], env = {} } = {}) {
  const server = launch(program, words(db, options), { env: { ...process.env, ...env } });
  const isListening = () => server.said.some((line) => line.startsWith("listening on "));
  const gone = server.exited.then(() => true);
  await until(startLimit, "the server's start", async () => {
    if (isListening()) return true;
    if (await Promise.race([gone, false])) throw new Error(`the server ended: ${server.said.slice(-5).join("\n")}`);
    return false;
  });
  return new Server(server);
}

class Server {
  constructor({ child, pid, said, exited }) {
    Object.assign(this, { child, pid, said, exited });
    const [, scheme, host] = /^listening on (https?):\/\/(\S+)/.exec(said.find((line) => line.startsWith("listening on ")));
    this.origin = `${scheme}://${host}`;
    this.port = Number(host.split(":")[1]);
  }

  get isAlive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name) {
    this.child.kill(name);
  }

  /** Open the dataset anew: whether it was taken, and what was said of it. */
  async reload() {
    const before = this.said.length;
    let verdict;
    this.signal("SIGHUP");
    await until(startLimit, "the reload", () => {
      verdict = this.said.slice(before).find((line) => /the dataset was opened again|the old dataset stays|a line of this log is lost/.test(line));
      return verdict !== undefined || !this.isAlive;
    });
    if (verdict === undefined) throw new Error(`the server died of a reload: ${this.said.slice(-5).join("\n")}`);
    return { taken: verdict.includes("opened again"), said: verdict };
  }

  async get(target, init) {
    const reply = await within(startLimit, fetch(this.origin + target, init), target);
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }

  /** A number of /proc/PID/status, such as VmRSS in kibibytes. */
  measure(field) {
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))[1]);
  }

  /** End it as an operator would: { code, signal }. */
  async stop() {
    this.signal("SIGTERM");
    return within(endLimit, this.exited, "the server's end");
  }

  async kill() {
    this.signal("SIGKILL");
    return within(endLimit, this.exited, "the server's end");
  }
}
