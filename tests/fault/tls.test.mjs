// TLS: what it serves is what is served in the clear; certificates change under it; clients that do not
// speak it, or speak too slowly, hold nothing up.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { connect as connectInTheClear, createServer } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "node:tls";
import { certificate, encrypted, expired } from "./certificates.mjs";
import { temporaryFolder } from "./folder.mjs";
import { run, start } from "./server.mjs";
import { database, plain, program, synthetic } from "./settings.mjs";
import { everyTarget } from "./targets.mjs";
import { many, pause, until, within } from "./waiting.mjs";
import { talk } from "./wire.mjs";

const figures = [];
after(() => figures.forEach((line) => console.log(`# figure: ${line}`)));

const folder = temporaryFolder();
const [first, second, rsa] = [certificate(folder, "first"), certificate(folder, "second"), certificate(folder, "rsa", { rsa: true })];
const trusted = Buffer.concat([first.pem, second.pem, rsa.pem]);

/** A copy of a certificate's files, at names where another can take their place. */
function place(name, which = first) {
  const inside = join(folder, name);
  mkdirSync(inside, { recursive: true });
  const [cert, key] = [join(inside, "cert.pem"), join(inside, "key.pem")];
  const put = ({ cert: newCert, key: newKey }) => {
    for (const [from, to] of [[newCert, cert], [newKey, key]]) {
      copyFileSync(from, `${to}.new`);
      renameSync(`${to}.new`, to);
    }
  };
  put(which);
  return { cert, key, put };
}

const withTls = ({ cert, key }, { options = [], ...rest } = {}) => start({ ...rest, options: ["--tls-cert", cert, "--tls-key", key, ...options] });

/** A reply by TLS, with the certificate that was shown; over a connection of its own unless an agent is given. */
const get = (server, path, { agent = new Agent({ keepAlive: false }), headers = {}, onSocket = () => {}, rejectUnauthorized = true } = {}) =>
  within(60_000, new Promise((done, failed) => {
    const asking = request({ agent, host: "localhost", port: server.port, path, headers, ca: trusted, family: 4, rejectUnauthorized }, (reply) => {
      const pieces = [];
      onSocket(reply.socket);
      const { fingerprint256 } = reply.socket.getPeerCertificate();
      reply.on("data", (piece) => pieces.push(piece));
      reply.on("error", failed);
      reply.on("end", () => done({ status: reply.statusCode, headers: reply.headers, fingerprint: fingerprint256, body: Buffer.concat(pieces).toString() }));
    });
    asking.on("error", failed);
    asking.end();
  }), path);

// --- what is served ---

test("by TLS it answers whatever it answers in the clear, over kept connections, confined", async () => {
  const free = await start({ program: plain });
  const server = await withTls(place("all"), { program: plain, options: ["--sandbox", "on"] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set();
  try {
    assert.match(server.origin, /^https:/);
    const targets = await everyTarget(free);
    assert.ok(targets.length > 50);
    for (const { target } of targets) {
      if (target.startsWith("/metrics")) continue;
      const [one, other] = [await free.get(target), await get(server, target, { agent, onSocket: (socket) => sockets.add(socket), headers: { "accept-encoding": "identity" } })];
      assert.equal(other.status, one.status, target);
      if (one.status < 400) assert.equal(other.body, one.text, target);
    }
    assert.ok(sockets.size < 8, `${sockets.size} connections`);
    figures.push(`${targets.length} targets by TLS the same as in the clear`);
  } finally {
    agent.destroy();
    await free.stop();
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

test("curl takes it, by TLS 1.2 and 1.3, with elliptic and RSA keys; what is older is refused", async () => {
  for (const which of [first, rsa]) {
    const server = await withTls(which);
    const curl = (...words) => execFileSync("curl", ["--silent", "--show-error", "--max-time", "20", "--cacert", which.cert, ...words, `https://localhost:${server.port}/healthz`],
      { stdio: ["ignore", "pipe", "pipe"] }).toString();
    try {
      for (const version of ["1.2", "1.3"])
        assert.equal(JSON.parse(curl("--ipv4", `--tlsv${version}`, "--tls-max", version)).status, "ok");
      const old = ["--ipv4", "--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"];
      assert.throws(() => curl(...old));
    } finally {
      await server.stop();
    }
  }
});

test("ALPN is http/1.1", async () => {
  const server = await withTls(first);
  const socket = connect({ port: server.port, host: "127.0.0.1", ca: trusted, ALPNProtocols: ["h2", "http/1.1"] });
  try {
    await within(20_000, new Promise((done, failed) => socket.once("secureConnect", done).once("error", failed)), "a handshake");
    assert.equal(socket.alpnProtocol, "http/1.1");
    assert.equal(socket.getProtocol(), "TLSv1.3");
  } finally {
    socket.destroy();
    await server.stop();
  }
});

test("a long export by TLS is whole, and so is a range of a file", async () => {
  const [server, clear] = [await withTls(first, { db: synthetic, program: plain, options: ["--query-deadline", "0"] }), await start({ db: synthetic, program: plain, options: ["--query-deadline", "0"] })];
  try {
    for (const [path, headers] of [["/export?format=ndjson&end=1", {}], ["/export?format=sqlite", { range: "bytes=100-2000099" }]]) {
      const [one, other] = [await get(server, path, { headers }), await clear.get(path, { headers: { ...headers, "accept-encoding": "identity" } })];
      assert.equal(one.status, other.status);
      assert.ok(one.body.length > 1e6, path);
      assert.ok(one.body === other.text, path);
    }
  } finally {
    await server.stop();
    await clear.stop();
  }
});

test("Strict-Transport-Security is said where it is asked for, and nowhere else", async () => {
  const [silent, said] = [await withTls(first), await withTls(first, { options: ["--hsts", "86400", "--admin", "127.0.0.1:0"] })];
  try {
    await until(10_000, "the admin listener", () => said.said.some((line) => line.startsWith("admin on ")));
    const [, admin] = /^admin on (\S+)/.exec(said.said.find((line) => line.startsWith("admin on ")));
    assert.match(admin, /^http:/, "the admin listener speaks in the clear");
    assert.equal((await get(silent, "/events")).headers["strict-transport-security"], undefined);
    for (const path of ["/events", "/events", "/nowhere"])
      assert.equal((await get(said, path, { headers: { "x-request-id": "a" } })).headers["strict-transport-security"], "max-age=86400", path);
    assert.equal((await fetch(`${admin}/readyz`)).headers.get("strict-transport-security"), null);
  } finally {
    await silent.stop();
    await said.stop();
  }
});

test("healthcheck asks by TLS where the server speaks it", async () => {
  const server = await withTls(first);
  try {
    const address = `127.0.0.1:${server.port}`;
    const ask = (...words) => run(program, ["healthcheck", "--listen", address, ...words]);
    assert.deepEqual(await ask("--tls-cert", first.cert, "--tls-key", first.key), { code: 0, signal: null, said: "" });
    assert.equal((await ask()).code, 1);
  } finally {
    await server.stop();
  }
  const clear = await start();
  const { code, said } = await run(program, ["healthcheck", "--listen", `127.0.0.1:${clear.port}`, "--tls-cert", first.cert, "--tls-key", first.key]);
  await clear.stop();
  assert.equal(code, 1);
  assert.match(said, /does not answer by TLS/);
});

// --- files ---

test("a certificate that cannot be used is refused with a sentence that names the file", async () => {
  const nowhere = join(folder, "nowhere.pem");
  const garbage = join(folder, "garbage.pem");
  writeFileSync(garbage, randomBytes(3000));
  const locked = encrypted(first.key, join(folder, "locked.pem"));
  const cases = [
    [nowhere, first.key, 1, /nowhere\.pem: it cannot be read: No such file/],
    [first.cert, nowhere, 1, /nowhere\.pem: it cannot be read: No such file/],
    [folder, first.key, 1, /it cannot be read/],
    [garbage, first.key, 1, /garbage\.pem: it is no certificate in PEM/],
    [first.key, first.key, 1, /first\.key\.pem: it is no certificate in PEM/],
    [first.cert, garbage, 1, /garbage\.pem: it is no private key in PEM/],
    [first.cert, first.cert, 1, /first\.cert\.pem: it is no private key in PEM/],
    [first.cert, locked, 1, /locked\.pem: it is no private key in PEM without a password/],
    [first.cert, second.key, 1, /first\.cert\.pem and .*second\.key\.pem do not go together/],
  ];
  for (const which of [program, plain])
    for (const [cert, key, status, sentence] of cases) {
      const { code, said } = await run(which, ["serve", "--db", database, "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key]);
      assert.equal(code, status, said);
      assert.match(said, sentence);
      assert.equal(said.trimEnd().split("\n").length, 1, said);
    }
});

test("a certificate without its key, and --hsts without either, are errors of usage", async () => {
  for (const words of [["--tls-cert", first.cert], ["--tls-key", first.key], ["--hsts", "1"], ["--tls-cert", first.cert, "--tls-key", first.key, "--hsts", "-1"]]) {
    const { code, said } = await run(program, ["serve", "--db", database, "--listen", "127.0.0.1:0", ...words]);
    assert.equal(code, 2, said);
  }
});

test("an expired certificate is served, and the log says so", async () => {
  const server = await withTls({ cert: expired(first.key, folder), key: first.key });
  const { status } = await get(server, "/healthz", { rejectUnauthorized: false });
  await server.stop();
  assert.equal(status, 200);
  assert.ok(server.said.some((line) => line.includes("has expired")), server.said.join("\n"));
});

// --- reloads ---

const expectsShown = async (server, { fingerprint }) => assert.equal((await get(server, "/healthz")).fingerprint, fingerprint);

for (const [name, confinement] of [["free", { program, options: [] }], ["confined", { program: plain, options: ["--sandbox", "on"] }]])
  test(`SIGHUP puts a new certificate into service and leaves old connections theirs (${name})`, async () => {
    const files = place(`reload-${name}`);
    const server = await withTls(files, confinement);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set();
    const overOld = () => get(server, "/events?limit=1", { agent, onSocket: (socket) => sockets.add(socket) });
    try {
      assert.equal((await overOld()).fingerprint, first.fingerprint);
      files.put(second);
      await expectsShown(server, first);
      assert.ok((await server.reload()).taken);
      await expectsShown(server, second);
      assert.equal((await overOld()).fingerprint, first.fingerprint);
      // Twice more: the first is no longer of anybody but that connection.
      for (const which of [rsa, second]) {
        files.put(which);
        await server.reload();
        await expectsShown(server, which);
      }
      assert.equal((await overOld()).status, 200);
      assert.equal(sockets.size, 1, "the old connection was not kept");
    } finally {
      agent.destroy();
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    }
  });

// As certbot leaves them: links out of a folder of names into one of files.
function linkedFiles(name) {
  const [names, files] = [join(folder, name, "live"), join(folder, name, "archive")];
  [names, files].forEach((each) => mkdirSync(each, { recursive: true }));
  let count = 0;
  const put = (which) => {
    count++;
    for (const kind of ["cert", "key"]) {
      copyFileSync(which[kind], join(files, `${kind}${count}.pem`));
      symlinkSync(`../archive/${kind}${count}.pem`, join(names, `${kind}.new`));
      renameSync(join(names, `${kind}.new`), join(names, `${kind}.pem`));
    }
  };
  return { cert: join(names, "cert.pem"), key: join(names, "key.pem"), put };
}

// As Kubernetes leaves a secret: links to a link to a folder, all in one.
function linkedFolder(name) {
  const inside = join(folder, name);
  mkdirSync(inside);
  for (const kind of ["cert", "key"]) symlinkSync(`..data/${kind}.pem`, join(inside, `${kind}.pem`));
  let count = 0;
  const put = (which) => {
    const version = `..version${++count}`;
    mkdirSync(join(inside, version));
    for (const kind of ["cert", "key"]) copyFileSync(which[kind], join(inside, version, `${kind}.pem`));
    symlinkSync(version, join(inside, "..new"));
    renameSync(join(inside, "..new"), join(inside, "..data"));
    if (count > 1) rmSync(join(inside, `..version${count - 1}`), { recursive: true });
  };
  return { cert: join(inside, "cert.pem"), key: join(inside, "key.pem"), put };
}

for (const [name, layOut] of [["certbot", linkedFiles], ["Kubernetes", linkedFolder]])
  test(`a new certificate is found by its links, as ${name} leaves it, confined`, async () => {
    const files = layOut(name);
    files.put(first);
    const server = await withTls(files, { program: plain, options: ["--sandbox", "on"] });
    try {
      await expectsShown(server, first);
      for (const which of [second, rsa]) {
        files.put(which);
        await server.reload();
        await expectsShown(server, which);
      }
    } finally {
      await server.stop();
    }
  });

test("a certificate that cannot be used never replaces one that can, and is counted", async () => {
  const files = place("refused");
  const server = await withTls(files);
  try {
    files.put({ cert: second.cert, key: first.key });
    await server.reload();
    rmSync(files.key);
    await server.reload();
    assert.equal(server.said.filter((line) => line.includes("the old certificate stays in service")).length, 2, server.said.join("\n"));
    await expectsShown(server, first);
    files.put(second);
    await server.reload();
    await expectsShown(server, second);
    const { body } = await get(server, "/metrics");
    assert.match(body, /^chancery_certificate_reloads_total\{result="failed"\} 2$/m);
    assert.match(body, /^chancery_certificate_reloads_total\{result="done"\} 1$/m);
    const expires = Number(/^chancery_certificate_expires_seconds (\d+)$/m.exec(body)[1]);
    assert.ok(Math.abs(expires - Date.now() / 1000 - 30 * 86_400) < 7200, `${expires}`);
  } finally {
    await server.stop();
  }
});

test("under load certificates change and no request fails", async () => {
  const files = place("load");
  const server = await withTls(files, { options: ["--connections-per-address", "0"] });
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const shown = new Set();
  let over = false;
  try {
    const asking = many(400, 4, async (i) => {
      const { status, fingerprint } = await get(server, "/events?limit=5", i % 2 === 0 ? { agent } : {});
      assert.equal(status, 200);
      shown.add(fingerprint);
    }).finally(() => (over = true));
    for (let i = 0; !over; i++) {
      files.put(i % 2 === 0 ? second : first);
      await server.reload();
    }
    await asking;
    assert.equal(shown.size, 2);
  } finally {
    agent.destroy();
    await server.stop();
  }
});

test("SIGTERM lets a download by TLS come to its end", async () => {
  const server = await withTls(first, { program: plain, db: synthetic, options: ["--query-deadline", "0"] });
  let begun;
  const started = new Promise((told) => (begun = told));
  const whole = get(server, "/export?format=ndjson&end=1", { onSocket: begun });
  await within(20_000, started, "the download's first bytes");
  const ended = server.stop();
  const { status, body } = await whole;
  assert.equal(status, 200);
  assert.ok(body.endsWith("\n") && body.length > 1e6);
  assert.deepEqual(await ended, { code: 0, signal: null });
});

// --- who does not speak it ---

test("who speaks in the clear, or no TLS at all, is hung up on, and others are served meanwhile", async () => {
  const server = await withTls(first);
  try {
    const hello = Buffer.concat([Buffer.from([22, 3, 1, 0x40, 0]), randomBytes(0x4000)]);
    for (const bytes of ["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n", randomBytes(4000), hello, Buffer.from([21, 3, 3, 0, 2, 2, 40]), Buffer.alloc(70_000, 22)]) {
      const { closed, bytes: came } = await talk(server.port, [bytes], { wait: 8000, halfClose: true });
      assert.ok(closed, `left open after ${bytes.slice(0, 20)}`);
      assert.doesNotMatch(came.toString("latin1"), /HTTP\/1\.1 200/);
    }
    for (let i = 0; i < 50; i++) connectInTheClear(server.port, "127.0.0.1", function connected() { this.destroy(); });
    assert.equal((await get(server, "/healthz")).status, 200);
    assert.ok(server.isAlive);
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

// The bytes of a client's greeting, as Node.js sends them.
function greeting() {
  return within(10_000, new Promise((done) => {
    const listener = createServer((socket) => socket.once("data", (bytes) => {
      socket.destroy();
      listener.close(() => done(bytes));
    }));
    listener.listen(0, "127.0.0.1", () => connect({ port: listener.address().port, host: "127.0.0.1" }).on("error", () => {}));
  }), "a client's greeting");
}

test("a handshake that does not end is dropped when headers would be, however often it sends a byte", async () => {
  const server = await withTls(first, { options: ["--header-timeout", "2"] });
  try {
    const begun = Date.now();
    const bytes = (await greeting()).subarray(0, 120);
    const { closed } = await talk(server.port, Array.from(bytes, (byte) => Buffer.from([byte])), { gap: 200, wait: 30_000 });
    const took = Date.now() - begun;
    assert.ok(closed, "the connection was left open");
    assert.ok(took < 9000, `it took ${took} ms with a limit of 2 s`);
    figures.push(`a handshake that trickles is dropped after ${took} ms, where headers have 2,000`);
    const { body } = await get(server, "/metrics");
    assert.match(body, /^chancery_connections_ended_total\{reason="slow_request"\} 1$/m);
  } finally {
    await server.stop();
  }
});

test("a connection on which nothing comes is dropped when headers would be, one that has asked is not, and each is counted as what it is", async () => {
  const server = await withTls(first, { options: ["--header-timeout", "2"] });
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set();
  const ask = (path) => get(server, path, { agent: kept, onSocket: (socket) => sockets.add(socket) });
  try {
    assert.equal((await ask("/healthz")).status, 200);
    const { closed, bytes } = await talk(server.port, [], { wait: 30_000 });
    assert.ok(closed, "the connection was left open");
    assert.equal(bytes.length, 0);
    const { body } = await ask("/metrics");
    assert.equal(sockets.size, 1, "the one that had asked was dropped too");
    assert.match(body, /^chancery_connections_ended_total\{reason="silent"\} 1$/m);
    assert.match(body, /^chancery_connections_ended_total\{reason="slow_request"\} 0$/m);
  } finally {
    kept.destroy();
    await server.stop();
  }
});

test("a client whose headers trickle through TLS is dropped too, without a byte that is not encrypted", async () => {
  const server = await withTls(first, { options: ["--header-timeout", "2"] });
  const socket = connect({ port: server.port, host: "127.0.0.1", ca: trusted });
  let failure = null;
  socket.on("error", (error) => (failure = error));
  try {
    await within(20_000, new Promise((done) => socket.once("secureConnect", done)), "a handshake");
    const closed = new Promise((done) => socket.once("close", done));
    socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    const dripping = setInterval(() => socket.writable && socket.write("a"), 200);
    await within(15_000, closed, "the end of a slow client");
    clearInterval(dripping);
    assert.doesNotMatch(String(failure), /wrong version|bad record|decrypt/i);
  } finally {
    socket.destroy();
    await server.stop();
  }
});

test("more connections than one address may have are closed, and the others served on", async () => {
  const server = await withTls(first, { options: ["--connections-per-address", "4", "--trusted-proxies", "none"] });
  const sockets = [];
  try {
    for (let i = 0; i < 4; i++) {
      const socket = connect({ port: server.port, host: "127.0.0.1", ca: trusted });
      socket.on("error", () => {});
      await within(20_000, new Promise((done) => socket.once("secureConnect", done)), "a handshake");
      sockets.push(socket);
    }
    await assert.rejects(get(server, "/healthz"));
    sockets.pop().destroy();
    await until(10_000, "a place", () => get(server, "/healthz").then(({ status }) => status === 200, () => false));
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await server.stop();
  }
});

test("what a connection by TLS takes of memory is bounded", async () => {
  const server = await withTls(first, { program: plain, options: ["--connections-per-address", "0"] });
  const sockets = [];
  try {
    await get(server, "/healthz");
    const before = server.measure("VmRSS");
    await many(300, 10, async () => {
      const socket = connect({ port: server.port, host: "127.0.0.1", ca: trusted });
      socket.on("error", () => {});
      await within(20_000, new Promise((done) => socket.once("secureConnect", done)), "a handshake");
      sockets.push(socket);
    });
    await pause(200);
    const each = (server.measure("VmRSS") - before) / 300;
    figures.push(`a connection by TLS takes ${each.toFixed(1)} kB`);
    assert.ok(each < 120, `${each} kB a connection`);
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await server.stop();
  }
});
