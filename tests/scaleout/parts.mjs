// The parts of a service that is scaled out: replicas, HAProxy, Varnish, nginx, each a process of the test's own on
// free ports of the loopback, with the configurations of server/deploy.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync, copyFileSync, mkdirSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { launch, run } from "../fault/server.mjs";
import { program } from "../fault/settings.mjs";
import { until, within } from "../fault/waiting.mjs";

export const deploy = new URL("../../server/deploy/", import.meta.url).pathname;
const limit = 30_000;

/** So many ports that nothing listens on: all are held at once, so that no two are one. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((done, failed) => {
    const server = createServer().once("error", failed).listen(0, "127.0.0.1", () => done(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

const listens = (port) => new Promise((done) => {
  const socket = createConnection(port, "127.0.0.1");
  socket.once("connect", () => done(true)).once("error", () => done(false)).once("close", () => socket.destroy());
  socket.once("connect", () => socket.end());
});

/** A process that listens on a port, once it does. */
class Part {
  async begin(command, words, port, options) {
    this.process = launch(command, words, options);
    await until(limit, `${command}'s start`, async () => {
      if (this.process.child.exitCode !== null) throw new Error(`${command} ended: ${this.process.said.slice(-8).join("\n")}`);
      return listens(port);
    });
  }

  signal(name) {
    this.process.child.kill(name);
  }

  async end(name = "SIGTERM") {
    if (this.process.child.exitCode === null && this.process.child.signalCode === null) this.signal(name);
    return within(60_000, this.process.exited, "the end of a part");
  }
}

/** One server of the dataset behind a link of its name, which server/deploy/publish turns. */
export class Replica extends Part {
  constructor(number, folder, port, adminPort) {
    super();
    Object.assign(this, { name: `replica-${number}`, folder, port, admin: `http://127.0.0.1:${adminPort}`, adminPort });
  }

  async start() {
    const words = ["serve", "--db", join(this.folder, `${this.name}.db`), "--listen", `127.0.0.1:${this.port}`,
      "--admin", `127.0.0.1:${this.adminPort}`, "--drain-delay", "2", "--access-log", "off"];
    await this.begin(program, words, this.port);
    writeFileSync(join(this.folder, `${this.name}.pid`), `${this.process.pid}\n`);
    return this;
  }
}

export class Balancer extends Part {
  constructor(folder, ports, replicas, cachePort) {
    super();
    Object.assign(this, { socket: join(folder, "haproxy.sock"), port: ports.public, originPort: ports.origin, replicas, cachePort });
  }

  get environment() {
    const local = (port) => `127.0.0.1:${port}`;
    const places = this.replicas.map(({ port, adminPort }, i) => ({ [`REPLICA_${i + 1}`]: local(port), [`ADMIN_PORT_${i + 1}`]: String(adminPort) }));
    return Object.assign({ ...process.env, CONNECTIONS: "2000", PUBLIC: local(this.port), ORIGIN: local(this.originPort), AROUND: local(this.originPort),
      CACHE: local(this.cachePort), STATS_SOCKET: this.socket }, ...places);
  }

  async start() {
    await this.begin("haproxy", ["-db", "-f", join(deploy, "haproxy.cfg")], this.port, { env: this.environment });
    return this;
  }

  check() {
    return run("haproxy", ["-c", "-f", join(deploy, "haproxy.cfg")], { env: this.environment });
  }

  ask(command) {
    return within(limit, new Promise((done, failed) => {
      let said = "";
      const socket = createConnection(this.socket, () => socket.write(`${command}\n`));
      socket.on("data", (bytes) => (said += bytes)).once("error", failed).once("end", () => done(said));
    }), command);
  }

  /** Whether a server of a backend is up: what HAProxy itself thinks. */
  async holds(backend, server) {
    const rows = (await this.ask("show stat")).split("\n").map((line) => line.split(","));
    return rows.some((row) => row[0] === backend && row[1] === server && row[17].startsWith("UP"));
  }

  takesIn(backend, server) {
    return until(limit, `${server} is up`, () => this.holds(backend, server));
  }

  leavesOut(backend, server) {
    return until(limit, `${server} is down`, async () => !(await this.holds(backend, server)));
  }
}

export class Cache extends Part {
  constructor(folder, port, originPort) {
    super();
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = join(folder, "varnish");
    this.work = join(folder, "varnish-work");
    mkdirSync(this.folder);
    copyFileSync(join(deploy, "varnish.vcl"), join(this.folder, "varnish.vcl"));
    const backend = readFileSync(join(deploy, "backend.vcl"), "utf8");
    assert.match(backend, /\.port = "8090";/);
    writeFileSync(join(this.folder, "backend.vcl"), backend.replace('.port = "8090";', `.port = "${originPort}";`));
  }

  async start() {
    const words = ["-F", "-j", "none", "-n", this.work, "-a", `127.0.0.1:${this.port}`, "-f", join(this.folder, "varnish.vcl"), "-s", "malloc,128m"];
    await this.begin("varnishd", words, this.port);
    return this;
  }

  check() {
    return run("varnishd", ["-C", "-j", "none", "-f", join(this.folder, "varnish.vcl")]);
  }
}

/** nginx as cache and balancer in one. */
export class Nginx extends Part {
  constructor(folder, port, replicas) {
    super();
    this.port = port;
    this.file = join(folder, "nginx.conf");
    this.folder = folder;
    let text = readFileSync(join(deploy, "nginx.conf"), "utf8")
      .replace("listen 80;", `listen 127.0.0.1:${port};`)
      .replace("pid /run/nginx.pid;", `pid ${join(folder, "nginx.pid")};\nerror_log stderr;\ndaemon off;\nuser root;`)
      .replace("/var/cache/nginx/chancery", join(folder, "nginx-cache"));
    replicas.forEach((replica, i) => (text = text.replace(`127.0.0.1:810${i + 1}`, `127.0.0.1:${replica.port}`)));
    assert.doesNotMatch(text, /127\.0\.0\.1:810|listen 80/);
    writeFileSync(this.file, text);
  }

  async start() {
    await this.begin("nginx", ["-c", this.file, "-p", this.folder, "-e", "stderr"], this.port);
    return this;
  }

  check() {
    return run("nginx", ["-t", "-c", this.file, "-p", this.folder, "-e", "stderr"]);
  }
}
