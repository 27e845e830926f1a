// Sockets that outlive the server: handed over by whoever starts it, as systemd does (sd_listen_fds(3)).
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { Agent, get } from "node:http";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { certificate } from "./certificates.mjs";
import { temporaryFolder } from "./folder.mjs";
import { database, either, plain } from "./settings.mjs";
import { pause, within } from "./waiting.mjs";
import { talk } from "./wire.mjs";

const figures = [];
after(() => figures.forEach((line) => console.log(`# figure: ${line}`)));

const request = "GET /actors/joseon HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const holder = new URL("./hold-sockets.py", import.meta.url).pathname;

// Sockets held by a process of their own, which starts and ends servers on them.
class Sockets {
  static async hold(count, env = {}) {
    const sockets = new Sockets();
    const command = [plain, "serve", "--db", database, "--listen", "127.0.0.1:1", "--access-log", "off"];
    sockets.child = spawn("python3", [holder, String(count), ...command], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    sockets.lines = createInterface({ input: sockets.child.stdout })[Symbol.asyncIterator]();
    sockets.ports = await sockets.hear();
    return sockets;
  }

  async hear() {
    return JSON.parse((await within(60_000, this.lines.next(), "the holder of the sockets")).value);
  }

  async start() {
    this.child.stdin.write("start\n");
    const { pid, said } = await this.hear();
    assert.match(said, /^listening on /);
    return { pid, said };
  }

  async end({ pid }) {
    this.child.stdin.write(`end ${pid}\n`);
    const { status, said } = await this.hear();
    assert.equal(status, 0, `it ended with ${status}: ${said}`);
  }

  async release() {
    this.child.stdin.end();
    await within(60_000, new Promise((done) => this.child.once("exit", done)), "the holder's end");
  }
}

test("a socket that is handed over is served on", async () => {
  const sockets = await Sockets.hold(1);
  try {
    const server = await sockets.start();
    assert.ok(server.said.endsWith(`127.0.0.1:${sockets.ports[0]}`));
    assert.match((await talk(sockets.ports[0], [request])).bytes.toString(), /^HTTP\/1\.1 200 /);
    await sockets.end(server);
  } finally {
    await sockets.release();
  }
});

test("by TLS it is served on too, again and again", async () => {
  const { cert, key } = certificate(temporaryFolder(), "handed-over");
  const sockets = await Sockets.hold(1, { CHANCERY_TLS_CERT: cert, CHANCERY_TLS_KEY: key });
  const url = `https://127.0.0.1:${sockets.ports[0]}/healthz`;
  try {
    for (let i = 0; i < 2; i++) {
      const server = await sockets.start();
      assert.match(server.said, /^listening on https:/);
      assert.match(execFileSync("curl", ["--silent", "--show-error", "--max-time", "20", "--cacert", cert, url]).toString(), /"ok"/);
      await sockets.end(server);
    }
  } finally {
    await sockets.release();
  }
});

test("a second one, by its name or its place, is the admin listener", async () => {
  for (const names of [{}, { LISTEN_FDNAMES: "main:admin" }, { LISTEN_FDNAMES: "admin:main" }]) {
    const sockets = await Sockets.hold(2, { CHANCERY_ADMIN: "127.0.0.1:1", ...names });
    const [main, admin] = names.LISTEN_FDNAMES === "admin:main" ? sockets.ports.toReversed() : sockets.ports;
    const status = async (port, target) =>
      (await talk(port, [request.replace("/actors/joseon", target)])).bytes.toString().split(" ")[1];
    try {
      const server = await sockets.start();
      assert.equal(await status(admin, "/metrics"), "200");
      assert.equal(await status(main, "/metrics"), "404");
      assert.equal(await status(admin, "/events"), "404");
      await sockets.end(server);
    } finally {
      await sockets.release();
    }
  }
});

// Clients ask until the server was restarted so often: in turn the new one beside the old, and after it.
async function restartBeside(clients, restarts) {
  const sockets = await Sockets.hold(1);
  const state = { port: sockets.ports[0], over: false };
  try {
    let server = await sockets.start();
    const asking = clients.map((client) => client(state));
    for (let i = 0; i < restarts; i++) {
      await pause(200);
      const next = i % 2 === 0 ? await sockets.start() : undefined;
      await sockets.end(server);
      server = next ?? (await sockets.start());
    }
    state.over = true;
    await Promise.all(asking);
    await sockets.end(server);
  } finally {
    state.over = true;
    await sockets.release();
  }
}

test("restarts on a socket that is held lose no request", async () => {
  const restarts = either(8, 40);
  const [answered, lost] = [[], []];
  const client = async (state) => {
    while (!state.over) {
      const { bytes } = await talk(state.port, [request], { wait: 20_000 });
      (bytes.toString().startsWith("HTTP/1.1 200 ") ? answered : lost).push(bytes.toString().slice(0, 80));
    }
  };
  await restartBeside(Array(6).fill(client), restarts);
  figures.push(`${lost.length} of ${answered.length + lost.length} requests lost in ${restarts} restarts with a socket handed over`);
  assert.deepEqual(lost, []);
  assert.ok(answered.length > restarts);
});

// One client's requests over a connection that is kept as long as the server keeps it, without a second try.
function ask(agent, port) {
  return new Promise((answered, lost) => {
    const asking = get({ agent, host: "127.0.0.1", port, path: "/actors/joseon" }, (reply) =>
      reply.resume().on("error", lost).on("end", () => answered(reply.statusCode)));
    asking.setTimeout(20_000, () => asking.destroy(new Error("no reply")));
    asking.on("error", lost);
  });
}

test("nor do they over connections that are kept and in use", async () => {
  const restarts = either(8, 40);
  const lost = [];
  let answered = 0;
  const clientOf = (gap) => async (state) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!state.over) {
      await ask(agent, state.port).then((status) => (answered += status === 200), (error) => lost.push(`${gap}: ${error.message}`));
      if (gap > 0) await pause(gap);
    }
    agent.destroy();
  };
  await restartBeside([0, 0, 1, 5, 20, 50].map(clientOf), restarts);
  figures.push(`${lost.length} of ${answered + lost.length} requests over kept connections lost in ${restarts} restarts`);
  assert.deepEqual(lost, []);
  assert.ok(answered > restarts);
});
