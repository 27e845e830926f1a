// The public API, and nothing but it. What was asked is kept, so that the page can show the request behind a view.

const KEPT = 300;
const base = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const answers = new Map();

/** An RFC 9457 problem, or the network's silence in the same form. */
export class Problem extends Error {
  constructor(target, body) {
    super(body.title);
    this.target = target;
    this.body = body;
  }
}

/** A link of the API without the base path that the server may stand under. */
const within = (href) => (base && href.startsWith(`${base}/`) ? href.slice(base.length) : href);

/** What a record is called in the address of the page: "treaties/treaty-of-portsmouth-1905". */
export const recordOf = ({ href }) => within(href).slice(1);

export function target(link, parameters = {}) {
  const path = within(link);
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(2F|2C|3A)/g, decodeURIComponent)}`);
  return query.length > 0 ? `${path}${path.includes("?") ? "&" : "?"}${query.join("&")}` : path;
}

export const absolute = (where) => location.origin + base + within(where);

async function ask(where, as) {
  let reply;
  try {
    reply = await fetch(absolute(where), { headers: { Accept: as === "text" ? "*/*" : "application/json" } });
  } catch {
    throw new Problem(where, { title: "The server does not answer", detail: "The connection failed. The page tries again when you do." });
  }
  if (reply.ok) return as === "text" ? reply.text() : reply.json();
  const body = await reply.json().catch(() => ({ title: `${reply.status} ${reply.statusText}` }));
  throw new Problem(where, body);
}

/** An answer, from memory where it was had before; failures are not remembered. */
export function get(where, as = "json") {
  if (!answers.has(where)) {
    const answer = ask(where, as);
    answers.set(where, answer);
    answer.catch(() => answers.delete(where));
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  }
  return answers.get(where);
}

export const curl = (where) => `curl '${absolute(where).replaceAll("'", "%27")}'`;
