// CSL-JSON and BibTeX, read by Citation.js, formatted by citeproc-js, and compared with the records
// that they cite.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { all, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";

const require = createRequire(import.meta.url);
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");

// CSL 1.0.2, appendix III of the specification.
const types = new Set(`article article-journal article-magazine article-newspaper bill book broadcast chapter
  classic collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
  interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference patent
  performance periodical personal_communication post post-weblog regulation report review review-book software
  song speech standard thesis treaty webpage`.split(/\s+/));
const bibtexTypes = new Set(`article book booklet conference inbook incollection inproceedings manual
  mastersthesis misc phdthesis proceedings techreport unpublished`.split(/\s+/));

let server, sources, dataset, items;
before(async () => {
  server = await serve();
  sources = await all(server.get, "/sources");
  dataset = await server.get("/dataset");
  items = [];
  for (const path of ["/events", "/treaties", "/treaties/treaty-of-shimoda-1855/articles", "/actors", "/places",
    "/offices", "/relations", "/control", "/claims"])
    items.push((await server.get(`${path}?limit=1`)).items[0]);
});
after(() => server.stop());

async function read(target, type, origin = server.origin) {
  const reply = await fetch(origin + target);
  const text = await reply.text();
  assert.equal(reply.status, 200, `${target}: ${text.slice(0, 500)}`);
  assert.equal(reply.headers.get("content-type"), type, target);
  const next = /<([^>]*)>; rel="next"/.exec(reply.headers.get("link") ?? "");
  return { text, next: next ? next[1] : null };
}

const csl = (target, origin) => read(target, "application/vnd.citationstyles.csl+json", origin);
const bibtex = (target, origin) => read(target, "application/x-bibtex; charset=utf-8", origin);
const withFormat = (path, format) => `${path}${path.includes("?") ? "&" : "?"}format=${format}`;

/** What Citation.js makes of a text, without its own notes. */
function parse(text) {
  const cite = new Cite(text);
  return cite.data.map(({ _graph, ...item }) => item);
}

/** A collection in a format, in pages of 20: what is parsed of each. */
async function pages(path, format, ask) {
  const parsed = [];
  let target = withFormat(`${path}?limit=20`, format), count = 0;
  for (; target && count < 50; count++) {
    const { text, next } = await ask(target);
    parsed.push(...parse(text));
    target = next;
  }
  assert.ok(count > 1 && !target, `${count} pages of ${path}`);
  return parsed;
}

const byId = (items) => new Map(items.map((item) => [item.id, item]));

/** Names as one string each: BibTeX does not tell a family alone from a literal. */
const names = (list) => (list ?? []).map(({ family, given, literal }) =>
  [family ?? literal, given].filter(Boolean).join(", "));
const year = (item) => item.issued?.["date-parts"]?.[0][0] ?? item.issued?.literal ?? null;
const yearOf = (source) => (source.issued ? Number(source.issued.edtf.slice(0, 4)) : null);
const bibliography = (item) =>
  new Cite([item]).format("bibliography", { format: "text", template: "apa", lang: "en-US" });
const entries = (text) => [...text.matchAll(/^@(\w+)\{(.*),$/gm)].map(([, type, key]) => ({ type, key }));

test("csl-json: every page of /sources is read by Citation.js, each source once", async () => {
  const cited = await pages("/sources", "csl-json", csl);
  assert.deepEqual(cited.map(({ id }) => id).sort(), sources.map(({ id }) => id).sort());
});

test("csl-json: title, names and year of a source are those of its record", async () => {
  const cited = byId(parse((await csl("/sources?format=csl-json")).text));
  for (const source of sources) {
    const item = cited.get(source.id);
    assert.equal(item.title, source.title ?? source.label, source.id);
    assert.deepEqual(item.author ?? [], source.author, source.id);
    assert.deepEqual(item.editor ?? [], source.editor, source.id);
    assert.equal(year(item), yearOf(source), source.id);
  }
});

test("csl-json: the other members of a source are its record's, and what is null is absent", async () => {
  const cited = byId(JSON.parse((await csl("/sources?format=csl-json")).text));
  for (const source of sources)
    for (const key of ["container-title", "publisher", "volume", "page", "URL", "archive", "language"])
      assert.equal(cited.get(source.id)[key] ?? null, source[key], `${source.id}: ${key}`);
  for (const item of cited.values())
    for (const value of Object.values(item)) assert.ok(value !== null && value.length !== 0, item.id);
});

test("csl-json: every type is one of CSL's, and that of a source is its kind", async () => {
  const cited = byId(JSON.parse((await csl("/sources?format=csl-json")).text));
  for (const source of sources) {
    assert.ok(types.has(cited.get(source.id).type), source.id);
    assert.equal(cited.get(source.id).type, types.has(source.kind) ? source.kind : "document");
  }
});

test("csl-json: a reference list by citeproc-js has the title and the year of every source", async () => {
  for (const item of JSON.parse((await csl("/sources?format=csl-json")).text)) {
    const text = bibliography(item).replaceAll(/[“”‘’'"]/g, "");
    assert.ok(text.includes(item.title.replaceAll(/[“”‘’'"]/g, "")), `${item.id}: ${text}`);
    if (item.issued) assert.ok(text.includes(String(year(item))), `${item.id}: ${text}`);
  }
});

test("bibtex: every page of /sources is read by Citation.js, each source once under its own key", async () => {
  const cited = await pages("/sources", "bibtex", bibtex);
  assert.deepEqual(cited.map(({ id }) => id).sort(), sources.map(({ id }) => id).sort());
});

test("bibtex: only entry types of BibTeX itself", async () => {
  for (const { type, key } of entries((await bibtex("/sources?format=bibtex")).text))
    assert.ok(bibtexTypes.has(type), `${key}: @${type}`);
});

test("bibtex: title, names and year are those of the CSL reply", async () => {
  const cited = byId(parse((await bibtex("/sources?format=bibtex")).text));
  for (const item of parse((await csl("/sources?format=csl-json")).text)) {
    const entry = cited.get(item.id);
    assert.equal(entry.title, item.title, item.id);
    assert.deepEqual(names(entry.author), names(item.author), item.id);
    assert.deepEqual(names(entry.editor), names(item.editor), item.id);
    assert.deepEqual(entry.issued ?? null, item.issued ?? null, item.id);
  }
});

test("bibtex: a journal article, as it is written by hand", async () => {
  const { text } = await bibtex("/sources/mowry-1946?format=bibtex");
  assert.equal(text, `@article{mowry-1946,
  author = {Mowry, George E.},
  title = {{The First Roosevelt}},
  journal = {American Mercury},
  volume = {63/275},
  pages = {580},
  year = {1946},
  month = nov,
  language = {en},
}
`);
});

test("bibtex: a record, as it is written by hand", async () => {
  const { text } = await bibtex("/treaties/treaty-of-portsmouth-1905?format=bibtex");
  assert.equal(text, `@incollection{treaty-of-portsmouth-1905,
  title = {{Treaty of Portsmouth}},
  booktitle = {Japan and Russia, 1778–1917},
  year = {2026},
  month = nov,
  day = {22},
  version = {1.0.0},
  language = {en},
  note = {/treaties/treaty-of-portsmouth-1905?v=${dataset.sha256}},
}
`);
});

test("cite this record: CSL of one record of every type names it, the dataset, version and day", async () => {
  for (const record of items) {
    const cited = parse((await csl(withFormat(record.href, "csl-json"))).text);
    assert.equal(cited.length, 1, record.href);
    const [{ id, type, title, version, issued, author, publisher, URL, ...item }] = cited;
    assert.deepEqual([id, type, title, version],
      [record.id, "entry-encyclopedia", record.label, dataset.version]);
    assert.equal(item["container-title"], dataset.title);
    assert.equal(issued["date-parts"][0].map((part) => String(part).padStart(2, "0")).join("-"), dataset.released);
    assert.deepEqual([author, publisher, URL], [undefined, undefined, undefined]);
  }
});

test("cite this record: its note is a path that answers with that record of that dataset", async () => {
  for (const record of items) {
    const [{ note }] = JSON.parse((await csl(withFormat(record.href, "csl-json"))).text);
    assert.ok(note.endsWith(`?v=${dataset.sha256}`), note);
    assert.equal((await server.get(note)).id, record.id);
  }
});

test("cite this record: BibTeX of one record of every type is one entry that says the same", async () => {
  for (const record of items) {
    const { text } = await bibtex(withFormat(record.href, "bibtex"));
    const [entry, ...others] = parse(text);
    assert.deepEqual(others, [], record.href);
    const [item] = parse((await csl(withFormat(record.href, "csl-json"))).text);
    for (const key of ["id", "title", "issued", "container-title", "version", "language", "note"])
      assert.deepEqual(entry[key], item[key], `${record.href}: ${key}`);
  }
});

test("cite this record: a reference list has the record's title, the dataset's and the year", async () => {
  for (const record of items) {
    const [item] = JSON.parse((await csl(withFormat(record.href, "csl-json"))).text);
    const text = bibliography(item);
    for (const part of [record.label, dataset.title, dataset.released.slice(0, 4)])
      assert.ok(text.replaceAll(/[“”‘’'"]/g, "").includes(part.replaceAll(/[“”‘’'"]/g, "")), `${part}: ${text}`);
  }
});

test("cite this record: in another language title and dataset are in that language", async () => {
  const [item] = JSON.parse((await csl("/treaties/treaty-of-portsmouth-1905?format=csl-json&lang=ja")).text);
  const [entry] = parse((await bibtex("/treaties/treaty-of-portsmouth-1905?format=bibtex&lang=ja")).text);
  for (const cited of [item, entry])
    assert.deepEqual([cited.title, cited["container-title"], cited.language],
      ["ポーツマス条約", "日本とロシア 1778～1917年", "ja"]);
});

test("cite the dataset: both formats give its title, version and day", async () => {
  const [item] = parse((await csl("/dataset?format=csl-json")).text);
  const [entry] = parse((await bibtex("/dataset?format=bibtex")).text);
  assert.equal(item.type, "dataset");
  for (const cited of [item, entry])
    assert.deepEqual([cited.id, cited.title, cited.version, cited.issued],
      [dataset.id, dataset.title, dataset.version, { "date-parts": [dataset.released.split("-").map(Number)] }]);
});

test("csl-json: a search that finds nothing is an empty array", async () => {
  assert.deepEqual(JSON.parse((await csl("/sources?format=csl-json&q=zzzzzzzz")).text), []);
});

// A dataset with what ours has not: labels full of markup, doubtful dates, names of every shape.
const hostile = ["{", "}", "}}", "{{", "\\", "a\\", "%", "100% {of} \\it", "\"quoted\"", "@comment{",
  "@comment{x}\n@book{y,", "#1 & $2 _x_ ^y^ ~z", "--- -- ''", "a = {b},\n  author = {Nobody}", "a < b, << c >>", "日本{Япония}"];
const dated = [
  ["1907~", { "date-parts": [[1907]], circa: true }, "c. 1907"],
  ["1904-11/1905", { "date-parts": [[1904], [1905]] }, "November 1904 – 1905"],
  [{ edtf: "1904/1905", earliest: "1904", latest: "1905" },
    { "date-parts": [[1904], [1905]], circa: true }, "between 1904 and 1905"],
  ["190X", { literal: "1900s" }, "1900s"],
  ["18XX", { literal: "19th century" }, "19th century"],
  ["../1799", { literal: "until 1799" }, "until 1799"],
  ["1904-21", { "date-parts": [[1904]], season: 1 }, "spring 1904"],
];
const people = [{ literal: "Ministry of War and Navy, Tokyo" }, { family: "van der Berg", given: "Jan" },
  { family: "Enomoto", given: "Takeaki and others" }, { family: "{x}", given: "\\y" }];

async function withTiny(work) {
  const made = [
    ...hostile.map((label, i) => ({ id: `hostile-${i}`, kind: "book", labels: { en: label }, publisher: label,
      "container-title": label, volume: label, page: label, URL: `https://example.org/${label}` })),
    ...dated.map(([issued], i) => ({ id: `dated-${i}`, kind: "book", labels: { en: `Dated ${i}` }, issued })),
    { id: "written-by-many", kind: "book", labels: { en: "Many" }, author: people },
  ];
  const tiny = await serveAltered({ "sources.json": (sources) => [...sources, ...made] });
  try {
    await work(tiny.origin);
  } finally {
    await tiny.stop();
  }
}

const spaced = (text) => text.replaceAll(/[\n\t]/g, " ");

test("bibtex: a hostile label is exactly one entry, and its title is the label", () => withTiny(async (origin) => {
  for (const [i, label] of hostile.entries()) {
    const { text } = await bibtex(`/sources/hostile-${i}?format=bibtex`, origin);
    const cited = parse(text);
    assert.deepEqual(cited.map(({ id }) => id), [`hostile-${i}`], text);
    assert.equal(cited[0].title.replaceAll(/ +/g, " "), spaced(label).replaceAll(/ +/g, " "), text);
    assert.equal(cited[0].author, undefined, text);
  }
}));

test("bibtex: braces are balanced as BibTeX counts them, which knows no escape", () => withTiny(async (origin) => {
  const { text } = await bibtex("/sources?format=bibtex", origin);
  let depth = 0, ended = 0;
  for (const character of text) {
    if (character === "{") depth++;
    if (character === "}" && --depth === 0) ended++;
    assert.ok(depth >= 0);
  }
  assert.deepEqual([depth, ended], [0, 2 + hostile.length + dated.length + 1]);
}));

test("bibtex: hostile labels in one list are as many entries as there are sources", () => withTiny(async (origin) => {
  const { text } = await bibtex("/sources?format=bibtex", origin);
  assert.equal(parse(text).length, 2 + hostile.length + dated.length + 1);
}));

test("csl-json: a hostile label is the title as it is", () => withTiny(async (origin) => {
  const cited = byId(JSON.parse((await csl("/sources?format=csl-json", origin)).text));
  for (const [i, label] of hostile.entries()) assert.equal(cited.get(`hostile-${i}`).title, label);
}));

test("both formats: a date that is no plain day, month or year keeps its doubt", () => withTiny(async (origin) => {
  const items = byId(parse((await csl("/sources?format=csl-json", origin)).text));
  const cited = byId(parse((await bibtex("/sources?format=bibtex", origin)).text));
  for (const [i, [, issued, words]] of dated.entries()) {
    assert.deepEqual(items.get(`dated-${i}`).issued, issued);
    assert.deepEqual(cited.get(`dated-${i}`).issued, { literal: words });
  }
}));

test("csl-json: citeproc-js prints every such date once", () => withTiny(async (origin) => {
  const items = byId(JSON.parse((await csl("/sources?format=csl-json", origin)).text));
  const printed = dated.map((_, i) => bibliography(items.get(`dated-${i}`)).trim());
  assert.deepEqual(printed, ["ca. 1907", "1904–1905", "ca. 1904–1905", "1900s", "19th century",
    "until 1799", "1904"].map((date, i) => `Dated ${i}. (${date}).`));
}));

test("bibtex: names with commas, particles, braces or the word and stay one name each", () => withTiny(async (origin) => {
  const [entry] = parse((await bibtex("/sources/written-by-many?format=bibtex", origin)).text);
  assert.deepEqual(names(entry.author), names(people));
}));
