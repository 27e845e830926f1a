// A server of the tests' own, on a port of its own: the program and the compiled dataset come from
// CHANCERY_BINARY and CHANCERY_DB.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const program = process.env.CHANCERY_BINARY ?? "build/chancery";
const database = process.env.CHANCERY_DB ?? "build/japan-russia.db";

// With `options` of its own: where one is --admin, `admin` is the origin of that listener.
export async function serve(file = database, options = []) {
  const server = spawn(program, ["serve", "--db", file, "--listen", "127.0.0.1:0", "--access-log", "errors", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((done) => server.once("exit", done));
  const said = [];
  const told = {};
  const last = options.includes("--admin") ? "admin" : "listening";
  const origins = await new Promise((found, failed) => {
    server.once("error", failed);
    server.once("exit", () => failed(new Error(`the server ended: ${said.join("\n")}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      const [, which, url] = /^(listening|admin) on (https?:\/\/\S+)$/.exec(line) ?? [];
      if (url) told[which] = url;
      if (which === last) found(told);
    });
  });
  const { listening: origin, admin } = origins;
  const get = async (target) => {
    const reply = await fetch(origin + target);
    const text = await reply.text();
    assert.equal(reply.status, 200, `${target}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  const stop = async () => {
    server.kill("SIGTERM");
    assert.equal(await ended, 0, `the server did not end well: ${said.slice(-3).join("\n")}`);
  };
  return { get, stop, origin, admin };
}

// Every record of a list.
export async function all(get, path) {
  const items = [];
  for (let page = await get(`${path}?limit=500`); ; page = await get(page.next)) {
    items.push(...page.items);
    if (page.next === null) return items;
  }
}

// Call `work` of each item, a few at a time; what it gives, in the items' order.
export async function each(items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const mine = next++;
      results[mine] = await work(items[mine]);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}

// The same numbers in every run: mulberry32.
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
