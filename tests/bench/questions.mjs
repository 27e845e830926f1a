// What is asked of the default dataset.
import { ask_all, ask } from "./bytes.mjs";

const COLLECTIONS = ["events", "treaties", "actors", "offices", "places", "relations", "control", "sources"];
const USUAL = 1800; // bytes of the one record that is measured, nearly

/** The uncached questions beside the one record. */
export const questions = [
  { name: "list of 50", target: "/events?limit=50" },
  { name: "filter", target: "/events?kind=battle" },
  { name: "at", target: "/events?at=1905-05-27" },
  { name: "search", target: "/search?q=portsmouth" },
  { name: "state", target: "/state?at=1905-06-01" },
];

// What a browser sends with a request of a page's script over plain HTTP.
export const browser = {
  Connection: "keep-alive",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  Accept: "*/*",
  "Accept-Language": "en-GB,en;q=0.9,ja;q=0.8",
  "Accept-Encoding": "gzip, deflate",
  Origin: "http://history.example",
  Referer: "http://history.example/",
  "Sec-Fetch-Site": "cross-site",
  "Sec-Fetch-Mode": "cors",
  "Sec-Fetch-Dest": "empty",
  DNT: "1",
};

async function hrefs(origin, collection) {
  const found = [];
  let next = `/${collection}?limit=500&fields=id`;
  while (next) {
    const page = JSON.parse((await ask(origin, { target: next })).body);
    found.push(...page.items.map(({ href }) => href));
    next = page.next;
  }
  return found;
}

/** A thousand records of every kind, and the one that is nearest to the usual size. */
export async function records(origin) {
  const all = [];
  for (const collection of COLLECTIONS) all.push(...(await hrefs(origin, collection)));
  const targets = all.slice(0, 1000);
  if (targets.length < 1000) throw new Error(`the dataset has only ${targets.length} records`);
  const replies = await ask_all(origin, targets.map((target) => ({ target })));
  const size = (i) => Math.abs(replies[i].body.length - USUAL);
  const nearest = targets.reduce((best, _, i) => (size(i) < size(best) ? i : best), 0);
  return { targets, one: targets[nearest] };
}
