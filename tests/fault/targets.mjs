// What to ask so that every operation of openapi.json is asked, in every format that it has, whichever
// dataset is served: the parameters it needs are taken from what the server itself lists.
import assert from "node:assert/strict";
import { operations, resolve } from "../contract/document.js";
import { formats } from "../contract/example-requests.js";

const collections = ["events", "treaties", "actors", "offices", "places", "relations", "control", "sources", "claims"];

/** An id of each collection, an article and its number. */
async function samples(server) {
  const ids = {};
  for (const collection of collections) {
    const { status, text } = await server.get(`/${collection}?limit=1`);
    assert.equal(status, 200, text);
    ids[collection] = JSON.parse(text).items[0]?.id;
  }
  for (const treaty of JSON.parse((await server.get("/treaties?limit=100&fields=id")).text).items) {
    const articles = JSON.parse((await server.get(`/treaties/${treaty.id}/articles?limit=1`)).text);
    if (articles.items.length > 0) return { ...ids, treaties: treaty.id, number: articles.items[0].number };
  }
  return ids;
}

const queries = (ids) => ({
  getState: "at=1855-02-07",
  getDiff: "from=1855-02-07&to=1905-09-05",
  getGraph: `focus=${ids.events}&depth=2`,
  getPath: `source=${ids.events}&target=${ids.places}`,
  getChanges: "since=1.0.0",
  getCalendar: "date=1855-02-07",
  getOnThisDay: "date=02-07",
  search: "q=treaty",
  suggest: "q=tre",
  getExport: "collection=relations",
});

function pathOf(operation, ids) {
  const collection = operation.path.split("/")[1];
  return operation.path
    .replace("{id}", encodeURIComponent(ids[collection] ?? "none"))
    .replace("{slug}", "invalid-parameter")
    .replace("{guide}", "dates")
    .replace("{name}", "pages.css")
    .replace("{number}", encodeURIComponent(ids.number ?? "1"));
}

const join = (path, parts) => path + (parts.filter(Boolean).length > 0 ? `?${parts.filter(Boolean).join("&")}` : "");

/** [{ operation, target, format }]: one an operation and format. */
export async function everyTarget(server) {
  const ids = await samples(server);
  const needed = queries(ids);
  return operations.flatMap((operation) => {
    const hasFormat = operation.parameters.some((parameter) => parameter.name === "format");
    const types = Object.keys(resolve(operation.responses["200"]).content ?? {});
    return (hasFormat ? types : types.slice(0, 1)).map((type) => {
      const format = hasFormat ? formats[type] : "json";
      return { operation, format, target: join(pathOf(operation, ids), [format !== "sqlite" && needed[operation.id], hasFormat && `format=${format}`]) };
    });
  });
}

/** One target an operation. */
export async function everyOperation(server) {
  const seen = new Set();
  return (await everyTarget(server)).filter(({ operation }) => !seen.has(operation.id) && seen.add(operation.id));
}
