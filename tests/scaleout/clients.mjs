// Clients of a service that is scaled out, who know what they must be given: every reply's bytes by its version, and
// every list's records. What they are given otherwise is kept.
import { Agent, request } from "node:http";
import { within } from "../fault/waiting.mjs";

/** A reply over a kept connection. */
export const ask = (agent, port, target, headers = {}) =>
  within(30_000, new Promise((done, failed) => {
    const asking = request({ agent, host: "127.0.0.1", port, path: target, headers }, (reply) => {
      const pieces = [];
      reply.on("data", (piece) => pieces.push(piece));
      reply.on("error", failed);
      reply.on("end", () => {
        if (!reply.complete) return failed(new Error("the reply was cut"));
        const { headers, statusCode: status } = reply;
        done({ status, headers, version: headers["x-dataset-version"], cache: headers["x-cache"], body: Buffer.concat(pieces).toString() });
      });
    });
    asking.on("error", failed);
    asking.end();
  }), target);

/** A connection of its own. */
export async function once(port, target, headers) {
  const agent = new Agent({ keepAlive: false });
  try {
    return await ask(agent, port, target, headers);
  } finally {
    agent.destroy();
  }
}

const pageOf = 20;
const collections = ["events", "actors", "treaties", "places"];
const idsOf = (body) => JSON.parse(body).items.map(({ id }) => id);

/** What to ask: lists, records, searches, days and formats, so many of each. */
export async function chooseTargets(port) {
  const targets = collections.flatMap((name) => [`/${name}`, `/${name}?limit=100&fields=label`, `/${name}?format=csv`]);
  for (const name of collections)
    targets.push(...idsOf((await once(port, `/${name}?limit=60&fields=label`)).body).map((id) => `/${name}/${id}`));
  for (let year = 1850; year < 1910; year++) targets.push(`/state?at=${year}-02-07`, `/timeline?from=${year}&to=${year + 5}`);
  for (const word of ["sakhalin", "treaty", "putyatin", "樺太"]) targets.push(`/search?q=${encodeURIComponent(word)}`);
  return targets;
}

/** What one server of one dataset answers: { version, bodies, lists }. */
export async function learn(port, targets) {
  const bodies = new Map();
  let version;
  for (const target of targets) {
    const reply = await once(port, target);
    if (reply.status !== 200) throw new Error(`${target}: ${reply.status}`);
    ({ version } = reply);
    bodies.set(target, reply.body);
  }
  const lists = new Map();
  for (const name of collections) {
    const ids = [];
    for (let next = `/${name}?limit=500&fields=label`; next !== null;) {
      const { body } = await once(port, next);
      ids.push(...idsOf(body));
      ({ next } = JSON.parse(body));
    }
    lists.set(name, ids);
  }
  return { version, bodies, lists };
}

export class Crowd {
  constructor(port, targets, known) {
    Object.assign(this, { port, targets, known, over: false });
    this.told = { replies: 0, hits: 0, failed: [], mixed: [], lists: 0, ledOn: 0, pins: 0, notServed: 0 };
  }

  async get(agent, target) {
    const reply = await ask(agent, this.port, target);
    this.told.replies++;
    if (reply.cache === "hit") this.told.hits++;
    return reply;
  }

  note(kind, target, what) {
    if (this.told[kind].length < 20) this.told[kind].push(`${target}: ${what}`);
  }

  /** Single replies: each the bytes of the version that its header names. The first targets are the popular ones. */
  async asks(agent) {
    const target = this.targets[Math.floor(this.targets.length * Math.random() ** 3)];
    const { status, version, body } = await this.get(agent, target);
    const known = this.known.get(version);
    if (status !== 200) this.note("failed", target, `${status} ${body.slice(0, 200)}`);
    else if (known?.bodies.get(target) !== body) this.note("mixed", target, `not of version ${version}`);
  }

  /** A list, page by page: all of one version, none missing, none twice; or a 410 that leads on. */
  async pages(agent) {
    const name = collections[Math.floor(Math.random() * collections.length)];
    let next = `/${name}?limit=${pageOf + Math.floor(Math.random() * 60)}&fields=label`;
    let first;
    const seen = [];
    while (next !== null) {
      const { status, version, body } = await this.get(agent, next);
      first ??= version;
      if (status === 410) {
        const way = await this.get(agent, JSON.parse(body).first);
        if (way.status !== 200) this.note("failed", next, `the way on: ${way.status}`);
        this.told.ledOn++;
        return;
      }
      if (status !== 200) return this.note("failed", next, `${status} ${body.slice(0, 200)}`);
      if (version !== first) return this.note("mixed", next, `of ${version} after ${first}`);
      seen.push(...idsOf(body));
      ({ next } = JSON.parse(body));
    }
    this.told.lists++;
    if (JSON.stringify(seen) !== JSON.stringify(this.known.get(first)?.lists.get(name))) this.note("mixed", name, `${seen.length} records, not those of ${first}`);
  }

  /** A version that is asked for by its name: that one, or a 404. */
  async pins(agent) {
    const version = [...this.known.keys()][Math.floor(Math.random() * this.known.size)];
    const target = this.targets[Math.floor(this.targets.length * Math.random())];
    const reply = await this.get(agent, `${target}${target.includes("?") ? "&" : "?"}v=${version}`);
    this.told.pins++;
    if (reply.status === 404) this.told.notServed++;
    else if (reply.status !== 200) this.note("failed", target, `v=: ${reply.status}`);
    else if (reply.version !== version) this.note("mixed", target, `v=${version} gave ${reply.version}`);
  }

  async client(what) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!this.over)
      try {
        await this[what](agent);
      } catch (error) {
        this.note("failed", what, `${error.code ?? ""} ${error.message}`);
      }
    agent.destroy();
  }

  /** Ask, page and pin for as long as `work` takes; what was seen. */
  async during(work) {
    const begun = Date.now();
    const clients = [...Array(8).fill("asks"), ...Array(4).fill("pages"), ...Array(2).fill("pins")].map((what) => this.client(what));
    try {
      await work();
    } finally {
      this.over = true;
      await Promise.all(clients);
    }
    return { ...this.told, seconds: (Date.now() - begun) / 1000 };
  }
}
