// The section `npm`: one record, a list and a search, beside json-server and soul-cli with the events
// of the default dataset as their rows.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, ask_all } from "./bytes.mjs";
import { serve } from "./chancery.mjs";
import { load, requests_file } from "./load.mjs";
import { json_server, soul } from "./npm_peers.mjs";
import { results, rounds, seconds } from "./settings.mjs";
import { alternate, over } from "./statistics.mjs";
import { table } from "./table.mjs";

const TERM = "portsmouth";
const CONNECTIONS = 16; // with more, a server of one thread has seconds of work queued

const columns = [
  { title: "what", of: (row) => row.question, words: true },
  { title: "server", of: (row) => row.server, words: true },
  { title: "rows given", of: (row) => String(row.given) },
  { title: "requests/s", of: (row) => row.rate },
  { title: "CPU µs/request", of: (row) => row.cpu },
  { title: "Chancery's requests/s ÷ its", of: (row) => row.rate_ratio },
  { title: "its CPU ÷ Chancery's", of: (row) => row.cpu_ratio },
];

// Every event as the API gives it in a list.
async function events(origin) {
  const found = [];
  for (let next = "/events?limit=500"; next; ) {
    const page = JSON.parse((await ask(origin, { target: next })).body);
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

const ours_as_peer = (ours) => ({
  ...ours,
  targets: { one: (id) => `/events/${id}`, list: "/events?limit=50", search: `/events?q=${TERM}` },
  rows_of: (body) => {
    const value = JSON.parse(body);
    return value.items ?? [value];
  },
});

// How many rows each question gives; every one must be the row that was put in.
async function check(peer, rows, id) {
  const { one, list, search } = peer.targets;
  const replies = await ask_all(peer.origin, [one(id), list, search].map((target) => ({ target })));
  const by_id = new Map(rows.map((row) => [row.id, row]));
  return replies.map(({ status, body }, i) => {
    assert.equal(status, 200, `${peer.name}: ${body}`);
    const given = peer.rows_of(body);
    for (const row of given) assert.deepEqual(row, by_id.get(row.id), `${peer.name}: ${row.id} is another`);
    assert.ok(i === 2 ? given.length > 0 : given.length === [1, 50][i], `${peer.name} gave ${given.length} rows`);
    return given.length;
  });
}

async function measure(name, contestants) {
  for (const one of contestants) await load(one, { seconds: 1, connections: CONNECTIONS });
  const turns = await alternate(contestants, rounds, (one) => load(one, { seconds, connections: CONNECTIONS }));
  return contestants.map(({ name: server, given }) => ({
    question: name,
    server,
    given,
    rate: over(turns, (turn) => turn[server].rate),
    cpu: over(turns, (turn) => turn[server].cpu),
    rate_ratio: over(turns, (turn) => turn.Chancery.rate / turn[server].rate),
    cpu_ratio: over(turns, (turn) => turn[server].cpu / turn.Chancery.cpu),
  }));
}

/** Beside the servers from npm, without the reply cache. */
export async function npm() {
  const why_not = join(results, "no-soul");
  const without = existsSync(why_not) ? readFileSync(why_not, "utf8").trim() : null;
  const peers = [ours_as_peer(await serve("npm", { cache: false }))];
  try {
    const rows = await events(peers[0].origin);
    const id = rows[rows.length >> 1].id;
    peers.push(await json_server(rows, TERM));
    if (without === null) peers.push(await soul(rows, TERM));
    for (const peer of peers) peer.given = await check(peer, rows, id);
    const table_rows = [];
    for (const [i, question] of ["one", "list", "search"].entries()) {
      const contestants = peers.map(({ name, origin, pid, targets, given }) => {
        const target = i === 0 ? targets.one(id) : targets[question];
        const requests = requests_file(`npm-${name}-${question}`, origin, [{ target }]);
        return { name, origin, pid, requests, given: given[i] };
      });
      table_rows.push(...(await measure(question, contestants)));
    }
    const said =
      `${rows.length} events of the default dataset; every row given was compared with the row put in. What a search ` +
      `for “${TERM}” finds differs: the peers look for it in any text of a row. ${rounds} alternations of ${seconds} s with ${CONNECTIONS} connections; no access logs, no reply cache.` +
      (without === null ? "" : ` soul-cli is left out: ${without}.`);
    return { figures: { rows: table_rows }, markdown: `${said}\n\n${table(columns, table_rows)}` };
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}
