// Confined: what the server may still do, and the surroundings that it does without.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./folder.mjs";
import { load } from "./load.mjs";
import { launch, start } from "./server.mjs";
import { database, plain } from "./settings.mjs";
import { everyTarget } from "./targets.mjs";
import { pause, until, within } from "./waiting.mjs";

const confined = (options = {}) => start({ program: plain, ...options, options: ["--sandbox", "on", ...(options.options ?? [])] });

const statusOf = (pid) => Object.fromEntries(readFileSync(`/proc/${pid}/status`, "utf8").split("\n").map((line) => line.split(":\t")));

test("a server is confined unless it is told not to be, all its threads", async () => {
  const server = await start({ program: plain });
  try {
    await pause(500); // one thread only opens what comes later, and ends
    const threads = readdirSync(`/proc/${server.pid}/task`);
    assert.ok(threads.length > 3);
    for (const thread of threads) {
      const status = statusOf(`${server.pid}/task/${thread}`);
      assert.equal(status.Seccomp.trim(), "2", `thread ${thread}`);
      assert.equal(status.NoNewPrivs.trim(), "1", `thread ${thread}`);
    }
  } finally {
    await server.stop();
  }
});

test("confined it answers whatever it answers free", async () => {
  const [free, bound] = [await start({ program: plain, options: ["--sandbox", "off"] }), await confined()];
  try {
    const targets = await everyTarget(free);
    assert.ok(targets.length > 50);
    for (const { target } of targets) {
      if (target.startsWith("/metrics")) continue;
      const [one, other] = [await free.get(target), await bound.get(target)];
      assert.equal(other.status, one.status, target);
      if (one.status < 400) assert.equal(other.text, one.text, target);
    }
    assert.ok(bound.isAlive);
  } finally {
    await free.stop();
    assert.deepEqual(await bound.stop(), { code: 0, signal: null });
  }
});

test("confined it opens a dataset that took the old one's place, by signal and by watching", async () => {
  const file = join(temporaryFolder(), "data.db");
  const replace = () => {
    copyFileSync(database, `${file}.new`);
    renameSync(`${file}.new`, file);
  };
  replace();
  const server = await confined({ db: file, options: ["--watch", "on"] });
  try {
    replace();
    assert.ok((await server.reload()).taken);
    const before = server.said.length;
    replace();
    await until(20_000, "the watch", () => server.said.slice(before).some((line) => line.includes("opened again")));
    assert.equal((await server.get("/readyz")).status, 200);
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

test("confined it stands a load, slow ends and an export", async () => {
  const server = await confined();
  try {
    const { answered, failed } = await load(server.port, { targets: ["/events?limit=50", "/search?q=treaty", "/state?at=1905"], milliseconds: 1500 });
    assert.ok(answered > 20);
    assert.equal(failed, 0);
    assert.equal((await server.get("/export?format=sqlite")).status, 200);
    assert.equal((await server.get("/export?format=ndjson&end=1")).status, 200);
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  }
});

// A root that cannot be written, a user that owns nothing, no /proc, closed standard streams, and a locale,
// time zone and umask that nobody tried.
test("it serves as user 65534 on a read-only root without /proc, whatever the surroundings", async () => {
  const surroundings = [
    "mount --make-rprivate /",
    "mount -o bind / /mnt",
    'mount -o bind,ro "$folder" "/mnt$folder"',
    "mount -o remount,bind,ro /mnt",
    "mount -t tmpfs -o size=1k none /mnt/proc",
    'exec chroot --userspec=65534:65534 /mnt "$@"',
  ].join(" && ");
  // Where the checkout lies may be closed to others.
  const open = temporaryFolder();
  chmodSync(open, 0o755);
  copyFileSync(plain, join(open, "chancery"));
  copyFileSync(database, join(open, "data.db"));
  const environment = { PATH: process.env.PATH, TZ: "Antarctica/Troll", LC_ALL: "tr_TR.UTF-8", LANG: "de_DE.UTF-8", folder: open };
  const words = [join(open, "chancery"), "serve", "--db", join(open, "data.db"), "--listen", "127.0.0.1:0"];
  const server = launch("unshare", ["-m", "bash", "-c", `umask 0777; ${surroundings}`, "server", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env: environment,
  });
  try {
    await until(20_000, "the start", () => {
      assert.equal(server.child.exitCode, null, server.said.join("\n"));
      return server.said.some((line) => line.startsWith("listening"));
    });
    const [, origin] = /(http:\S+)/.exec(server.said.find((line) => line.startsWith("listening")));
    const reply = await fetch(`${origin}/treaties/treaty-of-portsmouth-1905`);
    assert.equal(reply.status, 200);
    assert.equal((await reply.json()).id, "treaty-of-portsmouth-1905");
    assert.equal(statusOf(server.pid).Uid.split("\t")[0], "65534");
  } finally {
    server.child.kill("SIGTERM");
    assert.equal((await within(40_000, server.ended, "the end")).code, 0);
  }
});

test("it serves with its standard streams closed", async () => {
  const port = await start({ program: plain }).then(async (server) => {
    await server.stop();
    return server.port;
  });
  const server = spawn("bash", ["-c", 'exec "$@" <&- >&- 2>&-', "server", plain, "serve", "--db", database, "--listen", `127.0.0.1:${port}`], {
    stdio: "ignore",
  });
  const ended = new Promise((done) => server.once("exit", done));
  try {
    await until(20_000, "a reply", async () => {
      assert.equal(server.exitCode, null);
      return fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status === 200, () => false);
    });
  } finally {
    server.kill("SIGTERM");
    assert.equal(await within(40_000, ended, "the end"), 0);
  }
});
