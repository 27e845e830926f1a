// An export that ends before its end. Over HTTP/1.1 its last chunk is missing; over HTTP/1.0 the end of a
// stream is the connection's, so that only the record that `end=1` asks for tells a whole one.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./folder.mjs";
import { parse } from "./replies.mjs";
import { start } from "./server.mjs";
import { SlowReader } from "./slow-reader.mjs";
import { database, plain, synthetic } from "./settings.mjs";

const exports = {
  ndjson: "/export?format=ndjson&end=1",
  csv: "/export?format=csv&collection=events&end=1",
};

const ask = (target, version) => `GET ${target} HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`;

const closing = {
  ndjson: (line) => {
    const { _end: isEnd, count, sha256 } = JSON.parse(line);
    return isEnd ? { count, sha256 } : undefined;
  },
  csv: (line) => {
    const [name, count, sha256] = line.split(",");
    return name === "_end" ? { count: Number(count), sha256 } : undefined;
  },
};

/** What a careful client makes of a body: whether its last line says that it is whole, and is right. */
function isWhole(body, format) {
  if (body.at(-1) !== 10) return false;
  const at = body.lastIndexOf(10, body.length - 2) + 1;
  const before = body.subarray(0, at);
  let said;
  try {
    said = closing[format](body.toString("utf8", at).trim());
  } catch {
    return false;
  }
  const lines = before.toString("latin1").split("\n").length - 1;
  return said !== undefined && said.sha256 === createHash("sha256").update(before).digest("hex") && (said.count === lines || said.count === lines - 1);
}

const bodyOf = (bytes) => {
  const { replies } = parse(bytes);
  assert.equal(replies.length, 1);
  assert.equal(replies[0].status, 200);
  return replies[0];
};

for (const [format, target] of Object.entries(exports))
  for (const version of ["1.1", "1.0"]) {
    test(`truncation: a whole export is known for one (${format}, HTTP/${version})`, async () => {
      const server = await start({ program: plain, db: database });
      const reply = bodyOf(await new SlowReader(server.port, ask(target, version)).finish());
      assert.equal(reply.whole, version === "1.1");
      assert.ok(isWhole(reply.body, format));
      await server.stop();
    });

    test(`truncation: an export whose server is killed on the way is known for a part (${format}, HTTP/${version})`, async () => {
      const server = await start({ program: plain, db: synthetic });
      const reader = await new SlowReader(server.port, ask(target, version)).begin(100_000);
      await server.kill();
      const reply = bodyOf(await reader.finish());
      assert.ok(reply.body.length > 0);
      assert.ok(!reply.whole, "it looks whole to HTTP");
      assert.ok(!isWhole(reply.body, format), "it says that it is whole");
    });
  }

// --- what README.md tells who exports ---

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, recipe] = /```sh\n(curl [^`]*?\._end[^`]*?)```/.exec(readme) ?? [];
const folder = temporaryFolder();

/** What the recipe says of an export from there, and what curl complains of: "cut short 18". */
function follow(base) {
  return new Promise((done) =>
    execFile("bash", ["-c", recipe], { cwd: mkdtempSync(join(folder, "export-")), env: { PATH: process.env.PATH, base }, timeout: 30_000 },
      (error, said, complaints) => done(`${said.trim()} ${/curl: \((\d+)\)/.exec(complaints)?.[1] ?? 0}`)));
}

/** Answer whoever asks with these bytes, and close. */
async function answering(bytes, work) {
  const sockets = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end(bytes)));
  await new Promise((ready) => sockets.listen(0, "127.0.0.1", ready));
  try {
    return await work(`http://127.0.0.1:${sockets.address().port}`);
  } finally {
    sockets.close();
  }
}

for (const version of ["1.1", "1.0"])
  test(`truncation: by README.md's recipe a whole export is known from a part (HTTP/${version})`, async (t) => {
    assert.ok(recipe, "README.md has no such recipe");
    const server = await start({ program: plain, db: database });
    const whole = await new SlowReader(server.port, ask(exports.ndjson, version)).finish();
    assert.equal(await follow(server.origin), "whole 0");
    await server.stop();
    assert.equal(await answering(whole, follow), "whole 0");
    const head = whole.indexOf("\r\n\r\n") + 4;
    const line = whole.lastIndexOf("\n{") + 1; // the closing record
    const cuts = [head, head + 1000, (head + whole.length) >> 1, line - 1, line, line + 20];
    for (const cut of cuts)
      assert.equal(await answering(whole.subarray(0, cut), follow), version === "1.1" ? "cut short 18" : "cut short 0", `cut at ${cut}`);
    t.diagnostic(`figure: ${cuts.length} parts, ${cuts.length} known for it; curl alone ${version === "1.1" ? "knows each" : "knows none"}`);
  });
