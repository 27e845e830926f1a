// Real answers for every example of openapi.json, from servers of this module's own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { exampleTarget, problems, successes } from "./example-requests.js";

const exportsAtOnce = 32;

const longest = 6000;

const otherEachTime = ["application/openmetrics-text", "text/html"];

/** What is said in its place. Not its address as `externalValue`: generators fetch that, and take it for JSON. */
export const outside = "Long, or another in each build: ask for it.";

/** Whether a reply is too long to read in the document, or another at every request or in every build: it
 * stands outside. */
export const standsOutside = ({ target, text, type }) =>
  text.length > longest || otherEachTime.includes(type) || target.startsWith("/assets/");

/** Serve a compiled dataset: its origin, and how to stop it. */
export async function serve(program, database, ...options) {
  const server = spawn(program, ["serve", "--db", database, "--listen", "127.0.0.1:0", "--access-log", "off", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((done) => server.once("exit", (status) => done(status)));
  const origin = await new Promise((found, failed) => {
    const said = [];
    server.once("exit", () => failed(new Error(`the server ended: ${said.join("\n")}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      const [, url] = /^listening on (http:\/\/\S+)$/.exec(line) ?? [];
      if (url) found(url);
    });
  });
  const stop = () => {
    server.kill("SIGTERM");
    return ended;
  };
  return { origin, stop };
}

/** The body of the reply to bytes sent as they are, read to the end of the connection. */
function sendRaw(origin, bytes) {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece) => (text += piece));
    socket.on("error", failed);
    socket.on("end", () => done(text.slice(text.indexOf("\r\n\r\n") + 4)));
  });
}

/** A client that asks for everything and reads nothing beyond the first bytes. */
function holdExport(origin) {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1", () =>
      socket.write("GET /export HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    socket.once("error", failed);
    socket.once("data", () => {
      socket.pause();
      done(socket);
    });
  });
}

const json = async (url, init) => (await fetch(url, init)).json();

/** How to get each kind of problem from a sound server. */
const provocations = {
  "invalid-parameter": ({ main }) => json(`${main}/events?form=1904&limit=900`),
  "bad-request": async ({ main }) =>
    JSON.parse(await sendRaw(main, "GET /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")),
  "no-such-path": ({ main }) => json(`${main}/treatys`),
  "no-such-record": ({ main }) => json(`${main}/treaties/treaty-of-portsmuth-1905`),
  "no-such-version": ({ main }) => json(`${main}/events?v=${"0".repeat(64)}`),
  "not-acceptable": ({ main }) => json(`${main}/events`, { headers: { accept: "image/png" } }),
  gone: ({ tiny }) => json(`${tiny}/events/siege-of-arica`),
  "stale-cursor": async ({ main, tiny }) => json(main + (await json(`${tiny}/events?limit=1`)).next),
  "method-not-allowed": ({ main }) => json(`${main}/events`, { method: "DELETE" }),
  "target-too-long": ({ main }) => json(`${main}/events?q=${"a".repeat(8000)}`),
  "range-not-satisfiable": ({ main }) =>
    json(`${main}/export?format=sqlite`, { headers: { range: "bytes=99999999999-" } }),
  "request-timeout": async ({ strict }) => JSON.parse(await sendRaw(strict, "GET / HTTP/1.1\r\nHost: localhost\r\n")),
  "too-many-requests": async ({ strict }) => {
    let reply;
    for (let i = 0; i < 3; i++) reply = await json(`${strict}/events?limit=1`);
    return reply;
  },
  "query-timeout": ({ hurried }) => json(`${hurried}/state?at=1905-09-05`),
  unavailable: async ({ main }) => {
    const held = [];
    try {
      for (let i = 0; i < exportsAtOnce; i++) held.push(await holdExport(main));
      return await json(`${main}/export`);
    } finally {
      for (const socket of held) socket.destroy();
    }
  },
};

/** Call `work` with a function for every answer: of a success by operation and media type, of a problem
 * by its slug. */
export async function withAnswers(program, database, work) {
  const folder = mkdtempSync(join(tmpdir(), "chancery-examples-"));
  const small = join(folder, "tiny.db");
  const fixture = fileURLToPath(new URL("../fixtures/tiny", import.meta.url));
  execFileSync(program, ["build", fixture, "--output", small], { stdio: "ignore" });
  const servers = [];
  try {
    servers.push(await serve(program, database), await serve(program, small),
                 await serve(program, database, "--query-deadline", "1"),
                 await serve(program, database, "--rate-limit", "1", "--trusted-proxies", "none", "--header-timeout", "1"));
    const [main, tiny, hurried, strict] = servers.map(({ origin }) => origin);
    const { items } = await json(`${main}/claims?source=frus-1905-d915&limit=1`);
    const success = async ({ operation, mediaType }) => {
      const target = exampleTarget(operation, mediaType, items[0].id);
      const reply = await fetch(main + target);
      return { target, status: reply.status, type: reply.headers.get("content-type").split(";")[0], text: await reply.text() };
    };
    const problem = (slug) => provocations[slug]({ main, tiny, hurried, strict });
    return await work({ main, success, problem });
  } finally {
    for (const { stop } of servers) await stop();
    rmSync(folder, { recursive: true });
  }
}

/** What differs from run to run, or from one version of the dataset to the next, made the same. */
export function masked(value) {
  if (typeof value === "string")
    return value.replace(/cursor=[\w-]+/g, "cursor=…").replace(/[0-9a-f]{64}/g, "0".repeat(64));
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) =>
    [key, key === "request_id" ? "5f0d6c2e9a41b783" : masked(inner)]));
}

export { problems, successes };
