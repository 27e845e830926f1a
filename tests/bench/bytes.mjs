// The replies of Chancery that its peers serve too: captured, laid out as files, and compared.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { folder } from "./settings.mjs";

const OURS = /^(date|content-length|connection|transfer-encoding|keep-alive)$/i;

/** One raw reply: status, header fields as sent, and the bytes of the body, still coded. */
export function ask(origin, { target, headers = {} }, agent) {
  return new Promise((done, failed) => {
    const request = get(origin + target, { agent, headers, timeout: 60_000 }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("error", failed);
      reply.on("end", () => {
        const raw = reply.rawHeaders;
        const fields = [];
        for (let i = 0; i < raw.length; i += 2) fields.push([raw[i], raw[i + 1]]);
        done({ status: reply.statusCode, headers: reply.headers, fields, body: Buffer.concat(parts) });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${target}: no reply in a minute`)));
    request.on("error", failed);
  });
}

/** The replies to several requests, in their order, over one connection. */
export async function ask_all(origin, asks) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const replies = [];
  try {
    for (const one of asks) replies.push(await ask(origin, one, agent));
  } finally {
    agent.destroy();
  }
  return replies;
}

function emptied(name) {
  rmSync(folder("bytes", name), { recursive: true });
  return folder("bytes", name);
}

/** Lay captured replies out in a folder for bench_bare: what it serves under the same targets. */
export function lay_out_replies(name, asks, replies) {
  const path = emptied(name);
  writeFileSync(join(path, "targets.txt"), asks.map(({ target }) => `${target}\n`).join(""));
  replies.forEach(({ status, fields, body }, i) => {
    const kept = fields.filter(([key]) => !OURS.test(key)).map(([key, value]) => `${key}: ${value}\n`);
    writeFileSync(join(path, `${i}.head`), `${status}\n${kept.join("")}`);
    writeFileSync(join(path, `${i}.body`), body);
  });
  return path;
}

/** The same bytes as files for nginx and h2o: N.json, and N.json.gz beside what is long enough to code. */
export function lay_out_files(name, plain, gzipped) {
  const path = emptied(name);
  plain.forEach(({ body }, i) => writeFileSync(join(path, `${i}.json`), body));
  gzipped.forEach(({ headers, body }, i) => {
    if (headers["content-encoding"] === "gzip") writeFileSync(join(path, `${i}.json.gz`), body);
  });
  return path;
}

/** Stop the run unless a peer gives, request by request, the status and the bytes that Chancery gave. */
export async function compare(peer, asks, wanted) {
  const replies = await ask_all(peer.origin, asks);
  replies.forEach(({ status, body, headers }, i) => {
    const what = `${peer.name}, ${asks[i].target}`;
    assert.equal(status, wanted[i].status, `${what}: the status`);
    assert.equal(headers["content-encoding"], wanted[i].headers["content-encoding"], `${what}: the coding`);
    assert.ok(body.equals(wanted[i].body), `${what}: other bytes than Chancery's`);
  });
}
