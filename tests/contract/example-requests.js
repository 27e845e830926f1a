// Which request each example of openapi.json answers: one an operation and media type. An example's
// `summary` repeats it, so that a reader can ask the same.
import { operations, resolve } from "./document.js";

// Of media types, the value of `format=`; those that are no format of data stand as they are.
export const formats = {
  "application/json": "json",
  "text/csv": "csv",
  "application/x-ndjson": "ndjson",
  "application/geo+json": "geojson",
  "application/ld+json": "jsonld",
  "text/calendar": "ics",
  "application/vnd.timelinejs+json": "timelinejs",
  "application/vnd.vis-timeline+json": "vis",
  "application/vnd.cytoscape+json": "cytoscape",
  "application/vnd.citationstyles.csl+json": "csl-json",
  "application/x-bibtex": "bibtex",
  "application/vnd.sqlite3": "sqlite",
  "image/svg+xml": "svg",
  "text/html": "html",
};

// Files of the pages that every build has.
const assets = { "text/css": "pages.css", "text/javascript": "docs.js", "application/json": "assets.json" };

// Small records that show what there is to see.
const ids = {
  events: "evacuation-of-liaodong-1895",
  treaties: "alekseev-zengqi-agreement-1900",
  actors: "nagasaki-bugyo",
  offices: "foreign-minister-of-japan-hayashi-tadasu-1906",
  places: "dejima",
  relations: "russia-usa-friendly-1809",
  control: "control-tsushima-so-domain",
  sources: "keu-ocr",
  problems: "invalid-parameter",
};

const queries = {
  getState: "at=1855-02-07&place=dejima",
  getDiff: "from=1867-03-01&to=1867-04-01",
  getGraph: "focus=evacuation-of-liaodong-1895&depth=1",
  getPath: "source=triple-intervention&target=russo-japanese-war",
  getChanges: "since=1.0.0",
  getCalendar: "date=1855-02-07",
  getOnThisDay: "date=02-07",
  search: "q=Sakhalin&limit=1",
  suggest: "q=Sak&limit=1",
  listEvents: "kind=treaty-signing&limit=1",
  listSources: "kind=book&limit=1",
  getTimeline: "from=1855&to=1855&limit=1",
  getExport: "collection=relations",
};

/** What an operation is asked for its example in a media type; `claim` is the id of a claim. */
export function exampleTarget(operation, mediaType, claim) {
  const [collection] = operation.path.split("/").slice(1);
  const has = (name) => operation.parameters.some((parameter) => parameter.name === name);
  const id = operation.path.includes("{number}") || operation.id === "listTreatyArticles" ? "sakhalin-regulations-1867"
    : collection === "claims" ? claim : ids[collection];
  const path = operation.path
    .replace("{id}", id)
    .replace("{slug}", ids.problems)
    .replace("{name}", assets[mediaType])
    .replace("{guide}", mediaType === "text/markdown" ? "dates.md" : "dates")
    .replace("{number}", "4");
  const query = [];
  // The file is given whole.
  if (mediaType === "application/vnd.sqlite3") return `${path}?format=sqlite`;
  if (queries[operation.id]) query.push(queries[operation.id]);
  else if (has("limit")) query.push("limit=1");
  const format = formats[mediaType];
  const narrow = format === "csv" || format === "ndjson";
  if (narrow && has("fields") && operation.id !== "getOnThisDay") query.push("fields=label");
  if (has("format") && format !== "json") query.push(`format=${format}`);
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}

/** Every operation's success, by media type. */
export const successes = operations.flatMap((operation) =>
  Object.keys(resolve(operation.responses["200"]).content ?? {}).map((mediaType) => ({ operation, mediaType })),
);

/** How each kind of problem comes about; `null`: not by a request to a sound server alone. */
export const problems = {
  "invalid-parameter": { response: "BadRequest", request: "GET /events?form=1904&limit=900" },
  "bad-request": { response: "BadRequest", request: "GET /events with a body" },
  "no-such-path": { response: "NotFound", request: "GET /treatys" },
  "no-such-record": { response: "NotFound", request: "GET /treaties/treaty-of-portsmuth-1905" },
  "no-such-version": { response: "NoSuchVersion", request: `GET /events?v=${"0".repeat(64)}` },
  "not-acceptable": { response: "NotAcceptable", request: "GET /events, Accept: image/png" },
  gone: { response: "Gone", request: "GET /events/siege-of-arica (of a dataset that withdrew it)" },
  "stale-cursor": { response: "StaleCursor", request: "GET /events?limit=1&cursor= of a dataset replaced since" },
  "method-not-allowed": { response: "Failure", request: "DELETE /events" },
  "target-too-long": { response: "Failure", request: "GET /events?q= and 8,000 letters" },
  "range-not-satisfiable": { response: "RangeNotSatisfiable", request: "GET /export?format=sqlite, Range: bytes=99999999999-" },
  "query-timeout": { response: "Failure", request: "GET /state?at=1905-09-05, with --query-deadline 1" },
  unavailable: { response: "Failure", request: "GET /export, the 33rd at a time" },
  "request-timeout": { response: "Failure", request: "GET / whose headers do not end, with --header-timeout 1" },
  "too-many-requests": { response: "Failure", request: "GET /events, the third at once, with --rate-limit 1" },
  "internal-error": { response: "Failure", request: null },
};
