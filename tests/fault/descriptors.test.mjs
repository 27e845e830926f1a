// What is left when descriptors are not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { launch, start } from "./server.mjs";
import { database, plain } from "./settings.mjs";
import { pause, until } from "./waiting.mjs";

const figures = [];
after(() => figures.forEach((line) => console.log(`# figure: ${line}`)));

const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

const allow = (pid, count) => execFileSync("prlimit", ["--pid", String(pid), `--nofile=${count}:`]);

test("without descriptors it neither spins nor floods its log, and recovers when there are some", async () => {
  const server = await start({ program: plain });
  const sockets = [];
  try {
    assert.equal((await server.get("/readyz", { headers: { connection: "close" } })).status, 200);
    const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length;
    let least = descriptors();
    await until(10_000, "the end of the client's connection", async () => {
      await pause(100);
      const now = descriptors();
      const settled = now <= least;
      least = Math.min(least, now);
      return settled;
    });
    allow(server.pid, least);
    const [cpu, said] = [cpuSeconds(server.pid), server.said.length];
    for (let i = 0; i < 5; i++) sockets.push(connect({ port: server.port, host: "127.0.0.1" }).on("error", () => {}));
    await pause(3000);
    const spent = (cpuSeconds(server.pid) - cpu) / 3;
    const lines = (server.said.length - said) / 3;
    figures.push(`without descriptors ${(spent * 100).toFixed(1)} % of a core and ${lines.toFixed(0)} lines a second`);
    assert.ok(spent < 0.1, `${spent} of a core`);
    assert.ok(lines <= 20, `${lines} lines a second`);
    allow(server.pid, 4096);
    const begun = Date.now();
    assert.equal((await server.get("/readyz")).status, 200);
    const recovery = Date.now() - begun;
    figures.push(`the next is answered ${recovery} ms after there are some again`);
    assert.ok(recovery <= 1000, `${recovery} ms`);
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await server.stop();
  }
});

test("with few descriptors it takes fewer connections and says so; with too few it refuses to start", async () => {
  const serve = (count) => launch("prlimit", [`--nofile=${count}:${count}`, plain, "serve", "--db", database, "--listen", "127.0.0.1:0"]);
  const some = serve(200);
  await until(20_000, "the start", () => some.said.some((line) => line.startsWith("listening")));
  assert.match(some.said.join("\n"), /connections at a time instead of 1000/);
  some.child.kill("SIGTERM");
  assert.equal((await some.ended).code, 0);
  const few = serve(40);
  const { code } = await few.ended;
  assert.equal(code, 1);
  assert.match(few.said.join("\n"), /descriptors/);
});
