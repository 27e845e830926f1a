// CSV as Python's csv module reads it in its strict mode, beside the JSON of the same request, which a
// walker of the test's own flattens.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";

let server, hostile;
before(async () => {
  server = await serve();
  hostile = await serveHostile();
});
after(() => Promise.all([server.stop(), hostile.stop()]));

// --- what is asked, and how it is read ---

const inFormat = (target, format) => `${target}${target.includes("?") ? "&" : "?"}format=${format}`;

async function fetchBytes(origin, target, headers = {}) {
  const reply = await fetch(origin + target, { headers });
  const bytes = Buffer.from(await reply.arrayBuffer());
  assert.equal(reply.status, 200, `${target}: ${bytes.toString().slice(0, 500)}`);
  return { bytes, headers: reply.headers };
}

function parse(bytes) {
  // Isolated, or Python would take the script for its own csv module.
  const script = join(import.meta.dirname, "csv.py");
  const read = spawnSync("python3", ["-I", script], { input: bytes, maxBuffer: 1e9 });
  assert.equal(read.status, 0, read.stderr.toString());
  const [header, ...rows] = JSON.parse(read.stdout);
  return { header, rows };
}

async function csv(target, from = server) {
  const { bytes } = await fetchBytes(from.origin, inFormat(target, "csv"));
  return parse(bytes);
}

// JSON whose numbers are texts as they are written, behind a mark.
const mark = "\u0001";
const readJson = (text) =>
  JSON.parse(String(text).replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(mark + token)));

const json = async (target, from = server) =>
  readJson((await fetchBytes(from.origin, inFormat(target, "json"))).bytes);

const objects = ({ header, rows }) => rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));

// --- the walker ---

const isStructure = (value) => typeof value === "object" && value !== null;

// What a cell says: a text; or {json} where it holds an object, or a list of such.
function flatten(value, keys, inner = false) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    if (keys.length === 0 && value.some(isStructure)) return { json: value };
    return value.map((entry) => flatten(entry, keys, true)).join(inner ? ", " : "; ");
  }
  if (keys.length > 0) return isStructure(value) ? flatten(value[keys[0]], keys.slice(1), inner) : "";
  return isStructure(value) ? { json: value } : String(value).replace(mark, "");
}

function assertCell(cell, row, column, where) {
  const wanted = flatten(row, column.split("."));
  if (isStructure(wanted)) assert.deepEqual(readJson(cell), wanted.json, where);
  else assert.equal(cell, wanted, where);
}

const lists = [
  "states", "relations", "treaties_in_force", "treaties_pending", "articles_in_force", "control", "offices",
  "ongoing_events", "began", "ended", "changed", "transient", "nodes", "edges", "steps", "created", "removed",
  "collections", "histogram",
];

// The rows of a JSON answer: its items, the elements of its lists, or itself.
function rowsOf(page, isItem) {
  if (page.items) return page.items;
  const named = Object.keys(page).filter((name) => lists.includes(name) && Array.isArray(page[name]));
  if (isItem || named.length === 0) return [page];
  return named.flatMap((list) => page[list].map((row) => ({ list, ...row })));
}

// --- every answer ---

const collections = {
  "/events": "Event",
  "/treaties": "Treaty",
  "/treaties/treaty-of-portsmouth-1905/articles": "Article",
  "/actors": "Actor",
  "/offices": "Office",
  "/places": "Place",
  "/relations": "Relation",
  "/control": "Control",
  "/sources": "Source",
  "/claims": "Claim",
};
const items = [
  "/events/battle-of-tsushima-1905",
  "/treaties/treaty-of-portsmouth-1905",
  "/treaties/treaty-of-portsmouth-1905/articles/2",
  "/actors/putyatin-yevfimy",
  "/places/sakhalin",
  "/offices/high-representative-of-the-russian-american-company-rezanov-nikolai-1807",
  "/relations/japan-korea-trade-1609",
  "/control/control-hokkaido-matsumae-early",
  "/sources/123dok",
  "/claims/123dok.origin-9d5ae24e",
];
const nothing = "/changes?since=1.0.0"; // the one released version
const answers = [
  "/claims?field=/date&limit=500",
  "/treaties/treaty-of-shimoda-1855/claims?limit=500",
  "/events?at=1904-12-01&limit=500",
  "/control?place=aniva-bay&at=1905-09-05&limit=500",
  "/places/sakhalin?at=1860",
  "/timeline?limit=500",
  "/search?q=sakhalin&limit=500",
  "/suggest?q=sakh&limit=500",
  "/on-this-day?date=02-07&limit=500",
  "/state?at=1904-12-01",
  "/diff?from=1850-01-01&to=1910-01-01",
  "/graph?focus=treaty-of-portsmouth-1905&depth=2",
  "/graph?focus=treaty-of-portsmouth-1905&depth=2&at=1905-09-05",
  "/path?source=treaty-of-portsmouth-1905&target=treaty-of-shimoda-1855&via=all",
  "/events/russo-japanese-war/why",
  nothing,
  "/quality",
  "/calendar?date=1855-02-07",
  "/calendar?date=1855",
  "/dataset",
  "/timeline?histogram=decade",
  "/",
];

for (const target of [...Object.keys(collections), ...items, ...answers])
  test(`csv: ${target} is read strictly, each row as wide as the header and with the values of JSON`, async () => {
    const asked = target in collections ? `${target}?limit=500` : target;
    const [{ header, rows }, page] = await Promise.all([csv(asked), json(asked)]);
    const wanted = rowsOf(page, items.includes(target.split("?")[0]));
    assert.equal(rows.length, wanted.length);
    assert.ok(rows.length > 0 || target === nothing, "there is something to compare");
    assert.equal(new Set(header).size, header.length, "a column's name is there once");
    for (const [i, row] of rows.entries()) {
      assert.equal(row.length, header.length, `row ${i}`);
      for (const [k, column] of header.entries()) assertCell(row[k], wanted[i], column, `row ${i}: ${column}`);
    }
  });

test("csv: all claims come in one reply", async () => {
  const { total } = await json("/claims?limit=1");
  const ids = objects(await csv("/claims")).map(({ id }) => id);
  assert.equal(`${mark}${new Set(ids).size}`, total);
});

test("csv: lines end in CRLF, and nothing else breaks a line outside quotes", async () => {
  const { bytes } = await fetchBytes(server.origin, "/events?format=csv");
  const bare = bytes.toString().replaceAll(/"(?:[^"]|"")*"/g, "");
  assert.match(bare, /\r\n$/);
  assert.doesNotMatch(bare.replaceAll("\r\n", ""), /[\r\n"]/);
});

test("csv: the export of everything has in each row what the table of its collection has", async () => {
  const rows = new Map(objects(await csv("/export")).map((row) => [row.id, row]));
  const { records, claims } = await server.get("/quality");
  assert.equal(rows.size, records + claims.count);
  for (const collection of ["events", "places", "claims"])
    for (const { match, ...own } of objects(await csv(`/export?collection=${collection}`))) {
      const row = rows.get(own.id);
      for (const [column, cell] of Object.entries(own)) assert.equal(row[column], cell, `${own.id}: ${column}`);
    }
});

// --- the columns ---

const openapi = JSON.parse(readFileSync(new URL("../../openapi/openapi.json", import.meta.url)));
// "Columns: id, type, …" on the first line of what the contract says of an operation's CSV.
const documented = (operation) => {
  const { $ref } = operation.responses["200"].content["text/csv"].schema;
  return /^Columns:(.*)/.exec(openapi.components.schemas[$ref.split("/").pop()].description ?? "")?.[1];
};
const languages = ["en", "ja", "ru"];
const columnsIn = (description) =>
  description
    .replace(/\.\s*$/, "")
    .split(/[\s,`]+/)
    .filter((name) => name !== "")
    .flatMap((name) => (name === "labels.*" ? languages.map((code) => `labels.${code}`) : [name]));

const properties = (schema) =>
  schema.$ref
    ? properties(openapi.components.schemas[schema.$ref.split("/").pop()])
    : [...Object.keys(schema.properties ?? {}), ...(schema.allOf ?? []).flatMap(properties)];

for (const [target, shape] of Object.entries(collections)) {
  test(`csv: no property of a record in ${target} is without a column`, async () => {
    const { header } = await csv(`${target}?limit=1`);
    // Outlines are too much for a cell; `via` and `label_at` are told where there can be any.
    const left = ["geometry", "label_at"];
    for (const property of properties(openapi.components.schemas[shape]).filter((name) => !left.includes(name)))
      assert.ok(header.some((name) => name === property || name.startsWith(`${property}.`)), property);
  });

  test(`csv: the description of ${target} names its columns`, async () => {
    const path = target.replace("treaty-of-portsmouth-1905", "{id}");
    const { header } = await csv(`${target}?limit=1`);
    assert.ok(documented(openapi.paths[path].get), "openapi.json describes no columns");
    assert.deepEqual(columnsIn(documented(openapi.paths[path].get)), header);
  });

  test(`csv: in ${target}, match is the last column`, async () => {
    assert.equal((await csv(`${target}?limit=1`)).header.at(-1), "match");
  });
}

for (const target of [...items, ...answers])
  test(`csv: the description of ${target}, where it names columns, names those that are`, async () => {
    const [path] = target.split("?");
    const fits = (template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path);
    const template = path in openapi.paths ? path : Object.keys(openapi.paths).find(fits);
    const description = documented(openapi.paths[template].get);
    if (description && !target.includes("histogram"))
      assert.deepEqual(columnsIn(description), (await csv(target)).header);
  });

test("csv: without rows the header is there, and the same", async () => {
  const [none, some] = await Promise.all([csv("/events?to=1500"), csv("/events?limit=1")]);
  assert.deepEqual(none, { header: some.header, rows: [] });
});

test("csv: a date filter changes no header, and fills match", async () => {
  const [at, all] = await Promise.all([csv("/control?at=1905"), csv("/control")]);
  assert.deepEqual(at.header, all.header);
  assert.deepEqual([...new Set(objects(at).map(({ match }) => match))].sort(), ["certain", "possible"]);
  assert.deepEqual([...new Set(objects(all).map(({ match }) => match))], [""]);
});

test("csv: an item has the columns of its collection", async () => {
  const [item, list] = await Promise.all([csv("/places/sakhalin"), csv("/places")]);
  assert.deepEqual(item.header, list.header);
});

test("csv: suggestions have the columns of finds", async () => {
  const [suggested, found] = await Promise.all([csv("/suggest?q=sakh"), csv("/search?q=sakhalin")]);
  assert.deepEqual(suggested.header, found.header);
});

test("csv: a date has its parts, and those without one are empty cells", async () => {
  const [row] = objects(await csv("/treaties/treaty-of-shimoda-1855"));
  assert.equal(row["signed.date.edtf"], "1855-02-07");
  assert.equal(row["signed.date.calendars.julian"], "1855-01-26");
  assert.equal(row["signed.date.qualifier"], "");
});

test("csv: entries without a value keep their place beside the others", async () => {
  for (const row of objects(await csv("/events"))) {
    const [actors, roles, principals] = ["actor.id", "role", "on_behalf_of.id"]
      .map((name) => row[`participants.${name}`].split("; ").length);
    assert.deepEqual([roles, principals], [actors, actors], row.id);
  }
});

test("csv: an article's kinds stay one entry of its treaty's list", async () => {
  const [row] = objects(await csv("/treaties/treaty-of-portsmouth-1905"));
  const [numbers, kinds] = ["number", "kinds"].map((name) => row[`articles.${name}`].split("; "));
  assert.equal(kinds.length, numbers.length);
  assert.ok(kinds.some((kind) => kind.includes(", ")));
});

// --- fields, language, byte order mark, negotiation, pages ---

test("csv: fields leaves the columns asked for, whole or in part, after the four that stay", async () => {
  const { header, rows } = await csv("/events?fields=labels,date.edtf,participants.actor,id,date.start,date.edtf&limit=5");
  assert.deepEqual(header, [
    "id", "type", "href", "match", "labels.en", "labels.ja", "labels.ru", "date.edtf",
    "participants.actor.id", "participants.actor.label", "date.start",
  ]);
  const { items: wanted } = await json("/events?limit=5");
  for (const [i, row] of rows.entries())
    for (const [k, column] of header.entries()) assertCell(row[k], wanted[i], column, `${wanted[i].id}: ${column}`);
});

test("csv: fields gives what has no column, as JSON", async () => {
  const [row] = objects(await csv("/places/sakhalin?fields=geometry"));
  assert.deepEqual(readJson(row.geometry), (await json("/places/sakhalin")).geometry);
});

test("csv: lang=ja gives Japanese labels under the same header", async () => {
  const [ja, en] = await Promise.all([csv("/places/sakhalin?lang=ja"), csv("/places/sakhalin?lang=en")]);
  assert.deepEqual(ja.header, en.header);
  assert.equal(objects(ja)[0].label, objects(en)[0]["labels.ja"]);
});

test("csv: bom=true leads with U+FEFF and changes nothing else", async () => {
  const [marked, plain] = await Promise.all(["&bom=true", ""].map(async (bom) =>
    (await fetchBytes(server.origin, `/events?format=csv${bom}`)).bytes));
  assert.deepEqual(marked.subarray(0, 3), Buffer.from([0xef, 0xbb, 0xbf]));
  assert.ok(marked.subarray(3).equals(plain));
});

test("csv: Accept: text/csv gives the same bytes as format=csv, and says what they are", async () => {
  const [accepted, asked] = await Promise.all([
    fetchBytes(server.origin, "/treaties", { accept: "text/csv" }),
    fetchBytes(server.origin, "/treaties?format=csv"),
  ]);
  assert.ok(accepted.bytes.equals(asked.bytes));
  for (const { headers } of [accepted, asked])
    assert.equal(headers.get("content-type"), "text/csv; charset=utf-8; header=present");
});

const nextOf = (headers) => /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];

test("csv: pages by Link reach each record once, under one header", async () => {
  const seen = [], headers = new Set();
  let target = "/treaties?format=csv&limit=10";
  for (let page = 0; target && page < 100; page++) {
    const reply = await fetchBytes(server.origin, target);
    const { header, rows } = parse(reply.bytes);
    assert.ok(rows.length <= 10);
    headers.add(header.join());
    seen.push(...rows.map(([id]) => id));
    target = nextOf(reply.headers);
  }
  assert.deepEqual(seen, (await json("/treaties?limit=500")).items.map(({ id }) => id));
  assert.equal(headers.size, 1);
});

// --- a dataset that means no good ---

const formulas = [
  '=HYPERLINK("x")', "+1", "@a", "-1+2", "-cmd|' /C calc'!A0", "-", "＝1", "＋1", "－1", "＠a", "\t=1", "\n=1", "\r=1",
];
const harmless = [
  "-0044-03-15", "-12.5", "-0044-03/-0043", "a=1", "'=1", '"', 'say "so", he said', "one\ntwo", "one\r\ntwo", " x ", "x;y",
];

const event = (label, i) => ({
  id: `hostile-${i}`, kind: "war", labels: { en: label }, aliases: [label, "=2"], date: "1879", sources: [{ source: null }],
});

function serveHostile() {
  const events = [...formulas, ...harmless].map(event);
  events.push({ ...event("Before the common era", events.length), date: "-0044-03-15" });
  return serveAltered({ "events/hostile.json": () => events });
}

test("csv: no cell is a formula, and none that is none is changed", async () => {
  const rows = new Map(objects(await csv("/events", hostile)).map((row) => [row.id, row]));
  for (const [i, label] of formulas.entries())
    for (const column of ["label", "labels.en"])
      assert.equal(rows.get(`hostile-${i}`)[column], `'${label}`, column);
  for (const [i, label] of harmless.entries())
    assert.equal(rows.get(`hostile-${formulas.length + i}`).label, label);
});

test("csv: a list is judged by how its cell begins", async () => {
  const rows = new Map(objects(await csv("/events", hostile)).map((row) => [row.id, row]));
  assert.equal(rows.get("hostile-1").aliases, "'+1; =2");
  assert.equal(rows.get(`hostile-${formulas.length + 3}`).aliases, "a=1; =2");
});

test("csv: dates before the year 0 and coordinates below 0 are left alone", async () => {
  const [row] = objects(await csv(`/events/hostile-${formulas.length + harmless.length}`, hostile));
  assert.equal(row["date.edtf"], "-0044-03-15");
  assert.equal(row["date.earliest"], "-0044-03-15");
  const [place] = objects(await csv("/places/tarapaca", hostile));
  assert.equal(place.bbox, "-70.3; -21.5; -68.4; -19.0");
  const [tacna] = objects(await csv("/places/tacna", hostile));
  assert.deepEqual([tacna["point.lat"], tacna["point.lon"]], ["-18.01", "-70.25"]);
});

test("csv: the columns of labels are those of the dataset's languages", async () => {
  const { header } = await csv("/events", hostile);
  assert.deepEqual(header.filter((name) => name.startsWith("labels.")), ["labels.en", "labels.es"]);
});

test("csv: what was removed has its row in the changes", async () => {
  const rows = objects(await csv("/changes?since=0.9.0", hostile));
  const page = await json("/changes?since=0.9.0", hostile);
  assert.deepEqual(rows.map(({ list, id }) => [list, id]), rowsOf(page).map(({ list, id }) => [list, id]));
  assert.ok(rows.some(({ list, was }) => list === "removed" && was !== ""));
});
