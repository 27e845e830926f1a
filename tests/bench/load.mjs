// One measurement: wrk's load on a server, and the CPU that the server's processes spent on it.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { family, on_core } from "./processes.mjs";
import { folder, here, quick } from "./settings.mjs";

const run = promisify(execFile);
const TICKS = 100; // a second, of /proc/PID/stat: USER_HZ, the same on every Linux

/** User and system time of a server's processes so far, in seconds. */
export function cpu_seconds(pid) {
  let ticks = 0;
  for (const one of family(pid)) {
    const stat = readFileSync(`/proc/${one}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

/** Write whole requests for wrk.lua; what each asks of which host. Returns the file. */
export function requests_file(name, origin, asks) {
  const { host } = new URL(origin);
  const text = asks.map(({ target, headers = {} }) => {
    const lines = Object.entries({ Host: host, ...headers }).map(([key, value]) => `${key}: ${value}`);
    return `GET ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  });
  const path = join(folder("requests"), `${name}.txt`);
  writeFileSync(path, text.join(""));
  return path;
}

// A load that does not end is ended.
const patience = (duration) => ({ timeout: (duration + 60) * 1000 });

// A second is the least that wrk may be told; where only that it can be measured is to be seen, a part of one
// will do, and after SIGINT wrk tells what it had.
const cut = (duration) => (quick && duration === 1 ? ["timeout", "--preserve-status", "--signal=INT", "0.2"] : []);

async function wrk(origin, file, duration, connections, core) {
  const shape = ["-t", core === undefined ? Math.min(2, connections) : 1, "-c", connections, "-d", `${duration}s`, "--timeout", "30s"];
  const words = [...shape, "-s", join(here, "wrk.lua"), origin, "--", file];
  const [command, ...all] = [...cut(duration), ...on_core(core), "wrk", ...words.map(String)];
  const { stdout } = await run(command, all, patience(duration));
  const said = JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
  if (said.broken > 0) throw new Error(`${said.broken} of ${file}'s requests to ${origin} broke off`);
  return said;
}

// wrk waits for the body of a 304 that tells the length of the 200; h2load knows that there is none.
async function h2load(origin, { target, headers }, duration, connections) {
  const fields = Object.entries(headers ?? {}).flatMap(([key, value]) => ["-H", `${key}: ${value}`]);
  const shape = ["--h1", "-t", Math.min(2, connections), "-c", connections, "-D", duration];
  const { stdout } = await run("h2load", [...shape, ...fields, origin + target].map(String), patience(duration));
  // Of what ends a moment early it tells the milliseconds: "finished in 999.87ms".
  const [, took, unit] = /^finished in ([\d.]+)(s|ms|us),/m.exec(stdout);
  const [, done, failed] = /^requests: .* (\d+) done, .* (\d+) failed/m.exec(stdout).map(Number);
  return { requests: done, seconds: Number(took) / { s: 1, ms: 1e3, us: 1e6 }[unit], p50: NaN, p99: NaN, refused: failed };
}

// What was in flight when the load ended must not be worked off in another's turn.
async function settle(pid) {
  const end = Date.now() + 60_000;
  for (let before = -1; Date.now() < end; ) {
    const now = cpu_seconds(pid);
    if (now === before) return;
    before = now;
    await sleep(30);
  }
}

/**
 * Load a server with the requests of a file, from one core where `load_core` names it, or with one ask by
 * h2load. Gives rate (a second), cpu (µs a request), p50 and p99 (µs), and the share that was refused.
 */
export async function load({ origin, pid, requests, by_h2load, load_core }, { seconds, connections = 64 }) {
  const duration = Math.ceil(seconds);
  const before = cpu_seconds(pid);
  const said = by_h2load
    ? await h2load(origin, by_h2load, duration, connections)
    : await wrk(origin, requests, duration, connections, load_core);
  const spent = cpu_seconds(pid) - before;
  await settle(pid);
  if (said.requests === 0) {
    if (duration > 60) throw new Error(`${origin} answered nothing to ${requests}`);
    return load({ origin, pid, requests, by_h2load, load_core }, { seconds: duration * 4, connections });
  }
  return {
    rate: said.requests / said.seconds,
    cpu: (spent * 1e6) / said.requests,
    p50: said.p50,
    p99: said.p99,
    refused: said.refused / said.requests,
  };
}
