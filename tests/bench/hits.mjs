// The sections `cached` and `uncached`: the default dataset, beside the peers that serve its bytes.
import { ask } from "./bytes.mjs";
import { serve } from "./chancery.mjs";
import { contest, rows_of } from "./contest.mjs";
import { browser, questions, records } from "./questions.mjs";
import { apart, cases, rounds, seconds } from "./settings.mjs";
import { table } from "./table.mjs";

const columns = [
  { title: "what", of: (row) => row.scenario, words: true },
  { title: "server", of: (row) => row.server, words: true },
  { title: "requests/s", of: (row) => row.rate },
  { title: "CPU µs/request", of: (row) => row.cpu },
  { title: "CPU ÷ bare", of: (row) => row.cpu_ratio },
  { title: "CPU beyond bare, µs", of: (row) => row.beyond },
  { title: "requests/s ÷ nginx", of: (row) => row.to_nginx },
  { title: "÷ nginx, sendfile off", of: (row) => row.to_nginx_read },
  { title: "p50 µs", of: (row) => row.p50 },
];

async function run(section, cache, scenarios_of) {
  const ours = await serve(section, { cache });
  const contests = [];
  try {
    for (const scenario of (await scenarios_of(ours.origin)).filter(({ name }) => cases.test(name))) {
      const { logs, alone } = scenario;
      const more = { cache, log: logs ? "all" : "off", core: alone ? apart.server : undefined };
      const special = logs || alone ? await serve(`${section}-special`, more) : null;
      contests.push(await contest(section, scenario, special ?? ours));
      if (special) await special.stop();
    }
  } finally {
    await ours.stop();
  }
  const rows = contests.flatMap(rows_of);
  return { figures: { contests, rows }, markdown: table(columns, rows) };
}

const compared =
  `${rounds} alternations of ${seconds} s with 64 kept connections: medians, and between brackets the least and the ` +
  "most. Every server's status, coding and bytes were compared with Chancery's, URL by URL, and are the same. ";

async function cached_scenarios(origin) {
  const { targets, one } = await records(origin);
  const { etag } = (await ask(origin, { target: one })).headers;
  const only = (target, headers) => [{ target, headers }];
  const alone = { name: "one record, a core each", asks: only(one), alone: true };
  return [
    { name: "one record", asks: only(one) },
    ...(apart ? [alone, { ...alone, name: "one record, a core each, access log on", logs: true }] : []),
    { name: "one record, access log on", asks: only(one), logs: true },
    { name: "list of 50", asks: only("/events?limit=50") },
    { name: "one record, by h2load", asks: only(one), h2load: true },
    { name: "304, by h2load", asks: only(one, { "If-None-Match": etag }), h2load: true },
    { name: "gzip", asks: only(one, { "Accept-Encoding": "gzip" }) },
    { name: "every record", asks: targets.map((target) => ({ target })) },
    { name: "every record, access log on", asks: targets.map((target) => ({ target })), logs: true },
    { name: "browser's headers", asks: only(one, browser) },
  ];
}

/** Replies that stand in the reply cache. */
export async function cached() {
  const { figures, markdown } = await run("cached", true, cached_scenarios);
  return { figures, markdown: `${compared}Access logs off but where it says so.\n\n${markdown}` };
}

async function uncached_scenarios(origin) {
  const { one } = await records(origin);
  const all = [{ name: "one record", target: one }, ...questions];
  return all.map(({ name, target }) => ({ name, asks: [{ target }] }));
}

/** The same without the cache (--cache-size 0), beside peers that have the answer ready. */
export async function uncached() {
  const { figures, markdown } = await run("uncached", false, uncached_scenarios);
  return { figures, markdown: `${compared}Access logs off.\n\n${markdown}` };
}
