// Clients that only hold on: those that never finish asking, those that hardly read, and too many of one
// address.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, test } from "node:test";
import { load } from "./load.mjs";
import { start } from "./server.mjs";
import { either, plain, synthetic } from "./settings.mjs";
import { pause, until, within } from "./waiting.mjs";
import { talk } from "./wire.mjs";

const figures = [];
after(() => figures.forEach((line) => console.log(`# figure: ${line}`)));

// A client that sends a little now and then, and comes back when it is thrown out.
class Trickler {
  constructor(port) {
    this.port = port;
    this.thrownOut = 0;
    this.open();
  }

  open() {
    this.socket = connect({ port: this.port, host: "127.0.0.1" });
    this.socket.on("error", () => {});
    this.socket.on("data", () => {});
    this.socket.on("close", () => {
      if (this.over) return;
      this.thrownOut++;
      this.open();
    });
    this.socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  }

  drip() {
    this.socket.write("a");
  }

  close() {
    this.over = true;
    this.socket.destroy();
  }
}

test("a client whose headers do not end is told so and dropped, however often it sends a byte", async () => {
  const server = await start({ options: ["--header-timeout", "2"] });
  try {
    const begun = Date.now();
    const bytes = Buffer.from("GET /events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".padEnd(200, "a"));
    const { bytes: came, closed } = await talk(server.port, Array.from(bytes, (byte) => Buffer.from([byte])), { gap: 200, wait: 30_000 });
    const took = Date.now() - begun;
    assert.ok(closed, "the connection was left open");
    assert.match(came.toString(), /^HTTP\/1\.1 408 /);
    const [head, body] = came.toString().split("\r\n\r\n");
    const problem = JSON.parse(body);
    assert.equal(problem.type, "/problems/request-timeout");
    assert.match(head, /^X-Dataset-Version: \S+$/m);
    assert.match(head, new RegExp(`^X-Request-Id: ${problem.request_id}$`, "m"));
    assert.ok(took < 9000, `it took ${took} ms with a limit of 2 s`);
    figures.push(`a trickling client is dropped after ${took} ms, where headers have 2,000`);
  } finally {
    await server.stop();
  }
});

test("a client that is slow but within the time is answered", async () => {
  const server = await start({ options: ["--header-timeout", "10"] });
  try {
    const request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const { bytes } = await talk(server.port, Array.from(request, (one) => Buffer.from(one)), { gap: 40 });
    assert.match(bytes.toString(), /^HTTP\/1\.1 200 /);
  } finally {
    await server.stop();
  }
});

// A client that asks for far more than the kernel takes at a time, and reads a little now and then.
class Sipper {
  constructor(port, i) {
    const target = i % 4 === 0 ? "/export?format=ndjson" : "/openapi.json";
    const times = i % 4 === 0 ? 1 : 20;
    this.got = 0;
    this.socket = connect({ port, host: "127.0.0.1" }, () => this.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(times)));
    this.socket.on("error", () => {});
    this.socket.on("close", () => (this.over = true));
    this.socket.on("data", (piece) => {
      this.got += piece.length;
      this.socket.pause();
    });
  }

  sip() {
    this.socket.resume();
  }

  close() {
    this.socket.destroy();
  }
}

/** How many of a server's connections have something to send that their client does not take. */
function held(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state, queues]) => local?.endsWith(`:${hex}`) && state === "01" && queues.split(":")[0] !== "00000000").length;
}

test("under 400 clients that trickle and 100 that hardly read the others are served at half the rate at least", async () => {
  const server = await start({ program: plain, options: ["--connections", "700", "--header-timeout", "3"] });
  const tricklers = [];
  const sippers = [];
  let dripping;
  try {
    const milliseconds = either(3000, 15_000);
    await load(server.port, { milliseconds: 1000 });
    const before = await load(server.port, { milliseconds });
    for (let i = 0; i < 400; i++) tricklers.push(new Trickler(server.port));
    for (let i = 0; i < 100; i++) sippers.push(new Sipper(server.port, i));
    dripping = setInterval(() => {
      tricklers.forEach((one) => one.drip());
      sippers.forEach((one) => one.sip());
    }, 800);
    await until(20_000, "what nobody reads", () => held(server.port) >= 95);
    const during = await load(server.port, { milliseconds });
    const reading = held(server.port);
    assert.ok(reading >= 95, `only ${reading} slow readers are left`);
    assert.ok(sippers.every(({ got, over }) => got > 0 && !over), "a slow reader was not served");
    await until(20_000, "the end of a slow client", () => tricklers.some(({ thrownOut }) => thrownOut > 0));
    const share = during.rate / before.rate;
    const limit = Math.max(100, 5 * before.quantile(0.99));
    figures.push(`under 400 that trickle and ${reading} that hardly read ${(share * 100).toFixed(0)} % of the rate, p99 ${during.quantile(0.99).toFixed(1)} ms (without them ${before.quantile(0.99).toFixed(1)})`);
    assert.equal(during.failed, 0);
    assert.ok(share >= 0.5, `${during.rate} requests a second instead of ${before.rate}`);
    assert.ok(during.quantile(0.99) <= limit, `p99 ${during.quantile(0.99)} ms, ${limit} allowed`);
  } finally {
    clearInterval(dripping);
    [...tricklers, ...sippers].forEach((one) => one.close());
    await server.stop();
  }
});

test("slow clients that fill every place lose it to those who ask", async () => {
  const server = await start({ program: plain, options: ["--connections", "100", "--header-timeout", "4"] });
  const slow = Array.from({ length: 150 }, () => new Trickler(server.port));
  const dripping = setInterval(() => slow.forEach((one) => one.drip()), 300);
  try {
    await pause(500);
    const reply = await within(30_000, server.get("/readyz"), "a reply among slow clients");
    assert.equal(reply.status, 200);
  } finally {
    clearInterval(dripping);
    slow.forEach((one) => one.close());
    await server.stop();
  }
});

// Read so many bytes a second until the end; how many came, and whether the chunked body was whole.
function readSlowly(port, target, rate) {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: "127.0.0.1" }, () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`));
    let got = 0;
    let last = Buffer.alloc(0);
    socket.on("error", failed);
    socket.on("data", (piece) => {
      got += piece.length;
      last = Buffer.concat([last, piece]).subarray(-7);
      socket.pause();
      setTimeout(() => socket.resume(), (piece.length / rate) * 1000);
    });
    socket.on("close", () => done({ got, whole: last.toString().endsWith("\r\n0\r\n\r\n") }));
  });
}

async function download() {
  const server = await start({ program: plain });
  try {
    const rate = either(350_000, 100_000);
    const begun = Date.now();
    const { got, whole } = await readSlowly(server.port, "/export?format=ndjson", rate);
    const seconds = (Date.now() - begun) / 1000;
    figures.push(`${got} bytes are read to their end at ${rate / 1000} kB/s, in ${seconds.toFixed(0)} s, with a time limit of silence of 30 s`);
    return { got, whole, seconds };
  } finally {
    await server.stop();
  }
}

// A reader that takes less than it should: after how many seconds it was dropped.
async function readTooSlowly() {
  const server = await start({ program: plain, db: synthetic, options: ["--minimum-rate", "1000000"] });
  const socket = connect({ port: server.port, host: "127.0.0.1" }, () =>
    socket.write("GET /export?collection=events&format=ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  try {
    let closed = false;
    const begun = Date.now();
    socket.on("error", () => {});
    socket.on("close", () => (closed = true));
    socket.on("data", () => {
      socket.pause();
      setTimeout(() => socket.resume(), 500);
    });
    await until(90_000, "the end of a slow reader", () => closed);
    const seconds = (Date.now() - begun) / 1000;
    figures.push(`a reader below the minimum rate is dropped after ${seconds.toFixed(0)} s`);
    return { seconds, metrics: (await server.get("/metrics")).text };
  } finally {
    socket.destroy();
    await server.stop();
  }
}

// A program that reads little now and then: its kernel takes what it has room for, and then nothing for longer
// than the library's time limit of silence and than the first look at a reader's pace.
async function readInBursts() {
  const server = await start({ program: plain });
  const seconds = either(45, 110);
  try {
    return await new Promise((done, failed) => {
      let got = 0;
      let last = Buffer.alloc(0);
      const socket = connect({ port: server.port, host: "127.0.0.1" }, () => {
        socket.write("GET /export?format=ndjson HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        socket.pause();
        setTimeout(() => socket.resume(), seconds * 1000);
      });
      socket.on("error", failed);
      socket.on("data", (piece) => {
        got += piece.length;
        last = Buffer.concat([last, piece]).subarray(-7);
      });
      socket.on("close", () => done({ got, seconds, whole: last.toString().endsWith("\r\n0\r\n\r\n") }));
    });
  } finally {
    await server.stop();
  }
}

// Each takes half a minute and more: they run side by side.
const readers = Promise.allSettled([download(), readTooSlowly(), readInBursts()]);

async function outcome(n) {
  const { value, reason } = (await readers)[n];
  if (reason) throw reason;
  return value;
}

test("an honest slow download completes, however long it takes", async () => {
  const { got, whole, seconds } = await outcome(0);
  assert.ok(whole, `it was cut after ${got} bytes and ${seconds} s`);
  assert.ok(seconds > 25, `${seconds} s show nothing`);
});

test("an honest download completes though its reader pauses for long", async () => {
  const { got, whole, seconds } = await outcome(2);
  figures.push(`${got} bytes are read to their end after a pause of ${seconds} s`);
  assert.ok(whole, `it was cut after ${got} bytes`);
  assert.ok(got > 5_000_000, `${got} bytes fit into the kernel's hands`);
});

test("a client that takes its reply too slowly is dropped", async () => {
  const { metrics } = await outcome(1);
  assert.match(metrics, /chancery_connections_ended_total\{reason="slow_reader"\} 1/);
});

test("memory a connection is bounded, idle or with half a request", async () => {
  const count = either(500, 2000);
  const server = await start({ program: plain, options: ["--connections", String(count + 50), "--header-timeout", "0"] });
  const sockets = [];
  try {
    const half = `GET /events HTTP/1.1\r\nHost: localhost\r\nX-Half: ${"a".repeat(9000)}`;
    await load(server.port, { milliseconds: 1000 });
    const before = server.measure("VmRSS");
    for (let i = 0; i < count; i++) {
      const socket = connect({ port: server.port, host: "127.0.0.1" });
      socket.on("error", () => {});
      await within(10_000, new Promise((done) => socket.once("connect", done)), "a connection");
      if (i % 2 === 0) socket.write(half);
      sockets.push(socket);
    }
    await pause(500);
    const each = (server.measure("VmRSS") - before) / count;
    figures.push(`${each.toFixed(1)} kB a connection, half of them with 9 kB of a request`);
    assert.ok(each <= 20, `${each} kB a connection`);
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await server.stop();
  }
});

test("one address has its connections and no more; a proxy of ours has as many as it likes", async () => {
  for (const [trusted, refused] of [["none", true], ["loopback", false]]) {
    const server = await start({ options: ["--connections-per-address", "3", "--trusted-proxies", trusted] });
    const sockets = Array.from({ length: 3 }, () => connect({ port: server.port, host: "127.0.0.1" }));
    try {
      await pause(300);
      const { bytes } = await talk(server.port, ["GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"]);
      assert.match(bytes.toString(), refused ? /^(HTTP\/1\.1 429 |$)/ : /^HTTP\/1\.1 200 /);
    } finally {
      sockets.forEach((socket) => socket.destroy());
      await server.stop();
    }
  }
});

test("a client that asks too often is told when to come again, each by its own count", async () => {
  const server = await start({ options: ["--rate-limit", "2", "--trusted-proxies", "loopback"] });
  try {
    const ask = (client) => server.get("/readyz", { headers: { "x-forwarded-for": client } });
    const statuses = [];
    for (let i = 0; i < 8; i++) statuses.push((await ask("192.0.2.1")).status);
    assert.equal(statuses[0], 200);
    assert.equal(statuses.at(-1), 429);
    const refused = await ask("192.0.2.1");
    assert.equal(refused.status, 429);
    assert.equal(JSON.parse(refused.text).type, "/problems/too-many-requests");
    assert.ok(Number(refused.headers.get("retry-after")) >= 1);
    assert.match(refused.headers.get("ratelimit"), /^"client";r=0;t=\d+$/);
    assert.equal(refused.headers.get("ratelimit-policy"), '"client";q=4;w=2');
    assert.equal((await ask("192.0.2.2")).status, 200);
    assert.equal((await ask("2001:db8:1:2::1")).status, 200);
    // What stands left of the last stranger is his own invention.
    assert.equal((await ask("198.51.100.7, 192.0.2.1")).status, 429);
    await pause(1000 * Number(refused.headers.get("retry-after")) + 200);
    assert.equal((await ask("192.0.2.1")).status, 200);
  } finally {
    await server.stop();
  }
});
