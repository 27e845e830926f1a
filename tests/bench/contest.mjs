// One scenario: the same requests to Chancery, to bare libmicrohttpd with the same replies, and to
// nginx and h2o with the same bytes as files; compared first, then measured in turn.
import { ask_all, compare, lay_out_files, lay_out_replies } from "./bytes.mjs";
import { load, requests_file } from "./load.mjs";
import { bare, h2o, nginx } from "./peers.mjs";
import { log_file } from "./processes.mjs";
import { apart, quick, rounds, seconds } from "./settings.mjs";
import { alternate, median, over } from "./statistics.mjs";

// Under a file server the Nth target is the file N.json, and its validator is its own.
async function asks_of_files(server, asks) {
  const files = asks.map(({ headers }, i) => ({ target: `/${i}.json`, headers: { ...headers } }));
  if (!files.some(({ headers }) => headers["If-None-Match"])) return files;
  const replies = await ask_all(server.origin, files.map(({ target }) => ({ target })));
  return files.map(({ target, headers }, i) => {
    return { target, headers: { ...headers, "If-None-Match": replies[i].headers.etag } };
  });
}

async function start_peers(name, asks, wanted, ours, { logs, core }) {
  const plain_asks = asks.map(({ target }) => ({ target }));
  const gzip_asks = plain_asks.map((one) => ({ ...one, headers: { "Accept-Encoding": "gzip" } }));
  const [plain, gzipped] = [await ask_all(ours.origin, plain_asks), await ask_all(ours.origin, gzip_asks)];
  const files = lay_out_files(`${name}-files`, plain, gzipped);
  const log = (server) => (logs ? log_file(`${name}-${server}-access`) : null);
  return [
    { ...(await bare(name, lay_out_replies(`${name}-replies`, asks, wanted), { core })), asks },
    await nginx(files, { log: log("nginx"), core }),
    await nginx(files, { log: log("nginx-read"), sendfile: false, core }),
    await h2o(files, { log: log("h2o"), core }),
  ];
}

/**
 * Measure one scenario against a running Chancery: { name, asks, logs: with access logs, h2load: by it rather
 * than by wrk, alone: each server has one core to itself, and the load another }.
 */
export async function contest(section, { name, asks, logs = false, h2load = false, alone = false }, ours) {
  const id = `${section}-${name.replaceAll(/[^a-z0-9]+/gi, "-")}`;
  const wanted = await ask_all(ours.origin, asks);
  const peers = await start_peers(id, asks, wanted, ours, { logs, core: alone ? apart.server : undefined });
  try {
    for (const peer of peers) {
      peer.asks ??= await asks_of_files(peer, asks);
      await compare(peer, peer.asks, wanted);
    }
    const contestants = [{ ...ours, asks }, ...peers];
    contestants.forEach((one, i) => {
      if (h2load) [one.by_h2load] = one.asks;
      else one.requests = requests_file(`${id}-${i}`, one.origin, one.asks);
      if (alone) one.load_core = apart.load;
    });
    if (!quick) for (const one of contestants) await load(one, { seconds: 1 });
    const turns = await alternate(contestants, rounds, (one) => load(one, { seconds }));
    return { name, urls: asks.length, bytes: median(wanted.map(({ body }) => body.length)), turns };
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

/** A contest as rows of a table, a server a row. */
export function rows_of({ name, urls, bytes, turns }) {
  return Object.keys(turns[0]).map((server) => ({
    scenario: `${name} (${urls > 1 ? `${urls} URLs, median ` : ""}${bytes} B)`,
    server,
    rate: over(turns, (turn) => turn[server].rate),
    cpu: over(turns, (turn) => turn[server].cpu),
    beyond: over(turns, (turn) => turn[server].cpu - turn["bare libmicrohttpd"].cpu),
    cpu_ratio: over(turns, (turn) => turn[server].cpu / turn["bare libmicrohttpd"].cpu),
    to_nginx: over(turns, (turn) => turn[server].rate / turn.nginx.rate),
    to_nginx_read: over(turns, (turn) => turn[server].rate / turn["nginx, sendfile off"].rate),
    p50: over(turns, (turn) => turn[server].p50),
  }));
}
