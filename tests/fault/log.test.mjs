// The log of requests: what a line says, which requests have one, and what becomes of it when nobody reads.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { after, test } from "node:test";
import { start } from "./server.mjs";
import { database, plain } from "./settings.mjs";
import { many, until, within } from "./waiting.mjs";
import { talk } from "./wire.mjs";

const figures = [];
after(() => figures.forEach((line) => console.log(`# figure: ${line}`)));

const logging = (...options) => start({ options: ["--access-log", "all", ...options] });

/** The lines of requests, read as JSON; all are there once the server has ended. */
const linesOf = (server) => server.said.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)).filter(({ target }) => target);

async function linesAfter(server, ask) {
  try {
    await ask();
  } finally {
    await server.stop();
  }
  return linesOf(server);
}

test("a request has a line of JSON that says what was asked, by whom, and how it was answered", async () => {
  const server = await logging();
  const lines = await linesAfter(server, async () => {
    await server.get("/treaties/treaty-of-portsmouth-1905?lang=ja");
    await server.get("/treaties/treaty-of-portsmouth-1905?lang=ja");
    await server.get("/nowhere");
    await server.get("/readyz", { method: "HEAD" });
  });
  assert.equal(lines.length, 4);
  for (const line of lines) {
    assert.deepEqual(Object.keys(line), ["time", "method", "status", "route", "target", "bytes", "microseconds", "client", "cache", "request_id"]);
    assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(line.request_id, /^[0-9a-f]{16}$/);
    assert.equal(line.client, "127.0.0.1");
    assert.ok(line.microseconds > 0);
  }
  assert.deepEqual(lines.map(({ cache }) => cache), ["miss", "hit", "miss", "miss"]);
  assert.deepEqual(lines.map(({ status }) => status), [200, 200, 404, 200]);
  assert.deepEqual(lines.map(({ route }) => route), ["/treaties/{id}", "/treaties/{id}", null, "/readyz"]);
  assert.ok(lines[0].bytes > 500);
  assert.equal(lines[3].bytes, 0, "a HEAD has no body");
  assert.equal(new Set(lines.map(({ request_id: id }) => id)).size, 4);
});

test("the bytes of a stream are those that were sent", async () => {
  const server = await logging();
  let length;
  const [line] = await linesAfter(server, async () => (length = (await server.get("/export?format=ndjson", { headers: { "accept-encoding": "identity" } })).text));
  assert.equal(line.bytes, Buffer.byteLength(length));
});

test("an id that a client sends comes back and is the line's; what could break a line does neither", async () => {
  const server = await logging();
  const seen = [];
  const lines = await linesAfter(server, async () => {
    for (const id of ["client-1.a_b", "x".repeat(64), "x".repeat(65), 'a"b', "a b"])
      seen.push((await server.get("/events?limit=1", { headers: { "x-request-id": id } })).headers.get("x-request-id"));
  });
  assert.deepEqual(seen, ["client-1.a_b", "x".repeat(64), null, null, null]);
  assert.deepEqual(lines.slice(0, 2).map(({ request_id: id }) => id), seen.slice(0, 2));
  for (const line of lines.slice(2)) assert.match(line.request_id, /^[0-9a-f]{16}$/);
});

test("an error's id is the line's", async () => {
  const server = await logging();
  let problem;
  const [line] = await linesAfter(server, async () => (problem = JSON.parse((await server.get("/nowhere")).text)));
  assert.equal(line.request_id, problem.request_id);
});

const traced = (...headers) => `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers.map((one) => `${one}\r\n`).join("")}\r\n`;

test("a trace that a client names is passed to the log, unless it is none or there are two", async () => {
  const server = await logging();
  const [id, parent] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
  const lines = await linesAfter(server, async () => {
    for (const request of [
      traced(`traceparent: 00-${id}-${parent}-01`),
      traced(`Traceparent:\t00-${id}-${parent}-01 \t`, "tracestate: a=b"),
      traced(),
      traced(`traceparent: 00-${id}-${parent}`),
      traced(`traceparent: 00-${id.toUpperCase()}-${parent}-01`),
      traced(`traceparent: 00-${id}-${parent}-01`, `traceparent: 00-${id}-${parent}-01`),
    ])
      assert.match((await talk(server.port, [request])).bytes.toString(), /^HTTP\/1\.1 200 /);
  });
  assert.deepEqual(lines.map((line) => [line.trace_id, line.parent_id]), [[id, parent], [id, parent], ...Array(4).fill([undefined, undefined])]);
});

test("of requests that succeed one in so many is logged, of errors every one", async () => {
  const server = await logging("--access-log-sample", "10");
  const lines = await linesAfter(server, async () => {
    for (let i = 0; i < 100; i++) await server.get("/healthz");
    for (let i = 0; i < 7; i++) await server.get("/nowhere");
  });
  const [good, bad] = [lines.filter(({ status }) => status < 400), lines.filter(({ status }) => status >= 400)];
  assert.equal(good.length, 10);
  assert.equal(bad.length, 7);
  assert.ok(good.every(({ sample }) => sample === 10));
  assert.ok(bad.every(({ sample }) => sample === undefined));
});

test("errors alone are logged where that is asked", async () => {
  const server = await start({ options: ["--access-log", "errors"] });
  const lines = await linesAfter(server, async () => {
    await server.get("/healthz");
    await server.get("/nowhere");
  });
  assert.deepEqual(lines.map(({ status }) => status), [404]);
});

const lost = (page, log) => Number(new RegExp(`^chancery_log_lines_lost_total\\{log="${log}"\\} (\\d+)$`, "m").exec(page)[1]);

test("while nobody reads the log requests are answered, the lines that have no room counted, and later told of", async () => {
  const server = await start({ program: plain, options: ["--access-log", "all"] });
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const long = `/events?limit=1&q=${"a".repeat(480)}`;
  const ask = (path) =>
    within(10_000, new Promise((done, failed) => {
      const begun = performance.now();
      const asking = request({ agent, port: server.port, host: "127.0.0.1", path }, (reply) => {
        reply.resume();
        reply.on("end", () => done(performance.now() - begun));
      });
      asking.on("error", failed);
      asking.end();
    }), "a reply while the log is blocked");
  try {
    server.child.stderr.pause();
    const took = [];
    await many(6000, 4, async () => took.push(await ask(long)));
    const { text } = await server.get("/metrics");
    assert.ok(lost(text, "requests") > 100, `only ${lost(text, "requests")} lines were lost`);
    took.sort((one, other) => one - other);
    figures.push(`6,000 requests beside a log that nobody reads: p99 ${took[5940].toFixed(1)} ms, ${lost(text, "requests")} lines lost and counted`);
    server.child.stderr.resume();
    await ask("/healthz");
    await until(20_000, "the line that tells of lost ones", () => server.said.some((line) => line.includes("dropped_log_lines")));
    for (const line of server.said.slice(1)) assert.doesNotThrow(() => JSON.parse(line), line);
  } finally {
    agent.destroy();
    server.child.stderr.resume();
    await server.stop();
  }
});

test("a log whose reader never comes back does not keep the server from ending", async () => {
  const server = await start({ program: plain, options: ["--access-log", "all"] });
  server.child.stderr.pause();
  await many(3000, 8, () => server.get(`/healthz?${"a".repeat(480)}`));
  const begun = Date.now();
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  const passed = Date.now() - begun;
  assert.ok(passed < 15_000, `it took ${passed} ms`);
  server.child.stderr.resume();
});

test("at a terminal a person reads words", async () => {
  // What reads a terminal that is gone gets SIGHUP, which ends no server: it is ended by its id.
  const command = `echo pid $$; exec ${plain} serve --db ${database} --listen 127.0.0.1:0`;
  const shell = spawn("script", ["-qefc", command, "/dev/null"], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((done) => shell.once("exit", done));
  let said = "";
  shell.stdout.on("data", (piece) => (said += piece));
  try {
    await until(20_000, "the start", () => /listening on http:\S+/.test(said));
    const [, origin] = /listening on (http:\S+)/.exec(said);
    await (await fetch(`${origin}/dataset`)).text();
    await until(10_000, "a line", () => /^200 GET +\/dataset {2}\d+ bytes, \d+ µs\r?$/m.test(said));
  } finally {
    const [, pid] = /^pid (\d+)/m.exec(said) ?? [];
    if (pid) process.kill(Number(pid), "SIGTERM");
    await within(20_000, ended, "the end");
  }
});
