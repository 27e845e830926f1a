// JSON-LD: what a JSON-LD 1.1 processor makes of every reply. Safe mode refuses whatever would be
// dropped, and no document is ever loaded.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check } from "@placemarkio/check-geojson";
import jsonld from "jsonld";
import { all, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";

const schema = (name) => `https://schema.org/${name}`;
const xsd = (name) => `http://www.w3.org/2001/XMLSchema#${name}`;
const lpo = (name) => `http://linkedpasts.org/ontology/lpo_latest.ttl#${name}`;

const collections = {
  "/events": ["Event"],
  "/treaties": ["Legislation"],
  "/treaties/treaty-of-portsmouth-1905/articles": ["Legislation"],
  "/actors": ["Person", "Country", "GovernmentOrganization", "Organization", "Corporation", "Vehicle"],
  "/offices": ["OrganizationRole"],
  "/relations": ["Role"],
  "/sources": ["Book", "Chapter", "Article", "ScholarlyArticle", "NewsArticle", "WebPage", "BlogPosting", "Report", "Dataset", "Legislation"],
  "/timeline": ["Event", "Legislation", "Role"],
};

const items = {
  "/events/russo-japanese-war": "Event",
  "/treaties/treaty-of-portsmouth-1905": "Legislation",
  "/treaties/treaty-of-portsmouth-1905/articles/9": "Legislation",
  "/actors/putyatin-yevfimy": "Person",
  "/actors/empire-of-japan": "Country",
  "/relations/japan-korea-trade-1609": "Role",
  "/sources/brinkley": "Book",
  "/dataset": "Dataset",
};

const places = ["/places", "/control", "/places/sakhalin", "/places/aigun", "/places/parasan", "/control/control-sakhalin-undivided-1855"];

const documentLoader = (url) => assert.fail(`${url} would be loaded`);

/** A reader of one server's JSON-LD: the document, its expansion and its RDF. */
function reader(origin) {
  return async (target) => {
    const url = `${origin}${target}${target.includes("?") ? "&" : "?"}format=jsonld`;
    const reply = await fetch(url);
    const text = await reply.text();
    assert.equal(reply.status, 200, `${url}: ${text.slice(0, 300)}`);
    assert.equal(reply.headers.get("content-type"), "application/ld+json");
    const options = { base: url, documentLoader, safe: true };
    const document = JSON.parse(text);
    return {
      text,
      document,
      expand: () => jsonld.expand(document, options),
      toRDF: () => jsonld.toRDF(document, options),
    };
  };
}

/** The objects of a predicate of a subject in a data set of RDF. */
const objects = (quads, subject, predicate) =>
  quads
    .filter((quad) => quad.subject.value === subject && quad.predicate.value === predicate)
    .map((quad) => quad.object);

/** All values of a key, however deep. */
function* everywhere(value, key) {
  if (value === null || typeof value !== "object") return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* everywhere(inner, key);
  }
}

const timespansOf = (feature) => [...everywhere(feature, "timespans")].flat();

describe("JSON-LD in the terms of schema.org", () => {
  let server, read, origin;
  before(async () => {
    server = await serve();
    origin = server.origin;
    read = reader(origin);
  });
  after(() => server.stop());

  for (const [path, types] of Object.entries(collections)) {
    it(`${path} expands to one node a record and drops nothing`, async () => {
      const rows = await all(server.get, path);
      const nodes = await (await read(path)).expand();
      assert.deepEqual(nodes.map((node) => node["@id"]), rows.map(({ href }) => origin + href));
    });

    it(`${path} has the types of schema.org that its kinds mean`, async () => {
      const nodes = await (await read(path)).expand();
      const seen = new Set(nodes.flatMap((node) => node["@type"]));
      assert.deepEqual([...seen].sort(), types.map(schema).sort());
    });

    it(`${path} is RDF whose terms are all of schema.org`, async () => {
      const quads = await (await read(path)).toRDF();
      const terms = new Set(quads.map(({ predicate }) => predicate.value.replace(/#?[^/#]*$/, "")));
      assert.deepEqual([...terms].sort(), ["http://www.w3.org/1999/02/22-rdf-syntax-ns", "https://schema.org/"]);
    });
  }

  for (const [path, type] of Object.entries(items)) {
    it(`${path} is one node of type ${type} with its context in place`, async () => {
      const { document, expand } = await read(path);
      assert.equal(typeof document["@context"], "object");
      const nodes = await expand();
      assert.deepEqual(nodes.map((node) => [node["@id"], node["@type"]]), [[origin + path, [schema(type)]]]);
    });
  }

  it("the Treaty of Portsmouth was signed on 5 September 1905, as xsd:date", async () => {
    const quads = await (await read("/treaties/treaty-of-portsmouth-1905")).toRDF();
    const [date] = objects(quads, `${origin}/treaties/treaty-of-portsmouth-1905`, schema("legislationDate"));
    assert.deepEqual([date.value, date.datatype.value], ["1905-09-05", xsd("date")]);
  });

  it("its time in force is plain EDTF without a language", async () => {
    const quads = await (await read("/treaties/treaty-of-portsmouth-1905")).toRDF();
    const [time] = objects(quads, `${origin}/treaties/treaty-of-portsmouth-1905`, schema("temporalCoverage"));
    assert.deepEqual([time.value, time.datatype.value, time.language], ["1905-10/..", xsd("string"), undefined]);
  });

  it("its parties passed it and its articles are parts of it", async () => {
    const treaty = `${origin}/treaties/treaty-of-portsmouth-1905`;
    const quads = await (await read("/treaties/treaty-of-portsmouth-1905")).toRDF();
    const articles = objects(quads, treaty, schema("hasPart")).map(({ value }) => value);
    assert.deepEqual(objects(quads, treaty, schema("legislationPassedBy")).map(({ value }) => value), [
      `${origin}/actors/empire-of-japan`,
      `${origin}/actors/russian-empire`,
    ]);
    assert.ok(articles.includes(`${treaty}/articles/9`));
  });

  it("an article is part of its treaty, in words of our own", async () => {
    const path = "/treaties/treaty-of-portsmouth-1905/articles/9";
    const { text } = await server.get(path);
    const quads = await (await read(path)).toRDF();
    assert.equal(objects(quads, origin + path, schema("isPartOf"))[0].value, `${origin}/treaties/treaty-of-portsmouth-1905`);
    assert.equal(objects(quads, origin + path, schema("abstract"))[0].value, text);
  });

  it("a treaty repeals what it supersedes, said from either side", async () => {
    const nerchinsk = `${origin}/treaties/treaty-of-nerchinsk-1689`;
    const aigun = `${origin}/treaties/treaty-of-aigun-1858`;
    for (const path of ["/treaties/treaty-of-nerchinsk-1689", "/treaties/treaty-of-aigun-1858"]) {
      const quads = await (await read(path)).toRDF();
      const repealed = objects(quads, aigun, schema("legislationRepeals")).map(({ value }) => value);
      assert.ok(repealed.includes(nerchinsk), path);
    }
  });

  it("Putyatin was born on 8 November 1803 and died on 28 October 1883", async () => {
    const id = `${origin}/actors/putyatin-yevfimy`;
    const quads = await (await read("/actors/putyatin-yevfimy")).toRDF();
    for (const [property, day] of [["birthDate", "1803-11-08"], ["deathDate", "1883-10-28"]]) {
      const [date] = objects(quads, id, schema(property));
      assert.deepEqual([date.value, date.datatype.value], [day, xsd("date")]);
    }
  });

  it("the Russo-Japanese War began on 8 February 1904 and ended on 5 September 1905", async () => {
    const id = `${origin}/events/russo-japanese-war`;
    const quads = await (await read("/events/russo-japanese-war")).toRDF();
    for (const [property, day] of [["startDate", "1904-02-08"], ["endDate", "1905-09-05"]]) {
      const [date] = objects(quads, id, schema(property));
      assert.deepEqual([date.value, date.datatype.value], [day, xsd("date")]);
    }
  });

  it("its participants stand behind roles", async () => {
    const [war] = await (await read("/events/russo-japanese-war")).expand();
    const roles = war[schema("contributor")].map((role) => [
      role["@type"][0],
      role[schema("contributor")][0]["@id"],
      role[schema("roleName")][0]["@value"],
    ]);
    assert.deepEqual(roles[0], [schema("Role"), `${origin}/actors/empire-of-japan`, "victor"]);
  });

  it("a year or a month is no day: its type says so", async () => {
    const quads = await (await read("/relations/japan-korea-trade-1609")).toRDF();
    const [start] = objects(quads, `${origin}/relations/japan-korea-trade-1609`, schema("startDate"));
    assert.deepEqual([start.value, start.datatype.value], ["1609", xsd("gYear")]);
  });

  it("no date is more exact than its record", async () => {
    const rows = new Map((await all(server.get, "/events")).map((row) => [row.href, row.date]));
    const { document } = await read("/events");
    for (const node of document["@graph"]) {
      const date = rows.get(node["@id"]);
      const start = date?.start_kind ? date.start : date;
      const exact = start && start.earliest === start.latest ? start.earliest : null;
      assert.equal(typeof node.startDate === "string" ? node.startDate : null, exact, node["@id"]);
    }
  });

  it("every date literal is well formed for its type", async () => {
    const forms = { date: /^-?\d{4}-\d\d-\d\d$/, gYear: /^-?\d{4}$/, gYearMonth: /^-?\d{4}-\d\d$/ };
    let seen = 0;
    for (const path of Object.keys(collections))
      for (const { object } of await (await read(path)).toRDF()) {
        const form = forms[object.datatype?.value.replace(xsd(""), "")];
        if (form === undefined) continue;
        assert.match(object.value, form, path);
        seen++;
      }
    assert.ok(seen > 500);
  });

  it("an office is a role of its holder in its state", async () => {
    const [row] = (await server.get("/offices?limit=1")).items;
    const [office] = await (await read(row.href)).expand();
    assert.equal(office[schema("member")][0]["@id"], origin + row.holder.href);
    assert.equal(office[schema("memberOf")][0]["@id"], origin + row.state.href);
    assert.equal(office[schema("roleName")][0]["@value"], row.office.label);
  });

  it("a relation is a role of both its states", async () => {
    const [relation] = await (await read("/relations/japan-korea-trade-1609")).expand();
    assert.deepEqual(relation[schema("member")].map((node) => node["@id"]), [
      `${origin}/actors/tokugawa-shogunate`,
      `${origin}/actors/joseon`,
    ]);
  });

  it("a source is about what it supports, and not about itself", async () => {
    const [source] = await (await read("/sources/brinkley")).expand();
    const about = source[schema("about")].map((node) => node["@id"]);
    assert.ok(about.includes(`${origin}/events/japanese-proposals-1903`));
    assert.ok(!about.includes(`${origin}/sources/brinkley`));
  });

  for (const collection of ["relations", "places"])
    it(`what closes the export of ${collection} adds nothing to the graph`, async () => {
      const target = `/export?collection=${collection}`;
      const [plain, closed] = await Promise.all([read(target), read(`${target}&end=1`)]);
      assert.equal(closed.document._end.count, (closed.document["@graph"] ?? closed.document.features).length);
      const expand = ({ document }) => jsonld.expand(document, { base: origin, documentLoader });
      assert.deepEqual(await expand(closed), await expand(plain));
    });

  it("the dataset names its digest, licence and every download", async () => {
    const { document } = await read("/dataset");
    const { sha256, licence, version } = await server.get("/dataset");
    assert.deepEqual(
      [document.identifier, document.license, document.version, document.temporalCoverage],
      [sha256, licence.url, version, "1778/1917"],
    );
    assert.deepEqual(
      document.distribution.map(({ contentUrl }) => contentUrl),
      ["ndjson", "csv", "jsonld", "sqlite"].map((format) => `/export?format=${format}`),
    );
  });

  for (const language of ["en", "ja", "ru"]) {
    it(`names are tagged as what they are where lang=${language}`, async () => {
      const rows = new Map((await all(server.get, "/sources")).map((row) => [origin + row.href, row]));
      for (const path of ["/actors", "/sources"]) {
        const { items: own } = await server.get(`${path}?lang=${language}&limit=500`);
        for (const row of own) rows.set(origin + row.href, row);
        for (const node of await (await read(`${path}?lang=${language}`)).expand()) {
          const { label, label_lang } = rows.get(node["@id"]);
          assert.deepEqual(node[schema("name")], [{ "@value": label, "@language": label_lang }]);
        }
      }
    });
  }

  it("codes, dates and EDTF have no language", async () => {
    const bare = ["identifier", "temporalCoverage", "roleName", "startDate", "endDate", "inLanguage"].map(schema);
    for (const path of Object.keys(collections))
      for (const { predicate, object } of await (await read(`${path}?lang=ja`)).toRDF())
        if (bare.includes(predicate.value)) assert.equal(object.language, undefined, predicate.value);
  });

  it("a summary that fell back to English is not called Japanese", async () => {
    const path = "/offices/high-representative-of-the-russian-american-company-rezanov-nikolai-1807";
    const [office] = await (await read(`${path}?lang=ja`)).expand();
    assert.match(office[schema("description")][0]["@value"], /^Rezanov's standing/);
    assert.equal(office[schema("description")][0]["@language"], undefined);
  });

  it("fields cut a node down to what is left, and it stays sound", async () => {
    const { document, expand } = await read("/events?fields=label,participants.role&limit=3");
    await expand();
    assert.equal(document["@graph"].length, 3);
    assert.ok(document["@graph"].every((node) => node.startDate === undefined && node.name));
  });

  it("a histogram is observations of at least and at most so many", async () => {
    const { histogram } = await server.get("/timeline?histogram=decade");
    const { document, expand } = await read("/timeline?histogram=decade");
    await expand();
    assert.equal(document["@graph"].length, histogram.length);
    histogram.forEach(({ from, to, certain, possible }, i) => {
      const { observationPeriod, minValue, maxValue } = document["@graph"][i];
      assert.deepEqual([observationPeriod, minValue], [`${from}/${to}`, certain ?? undefined]);
      if (certain !== null) assert.equal(maxValue, certain + possible);
    });
  });

  it("a list of nothing is a graph of nothing", async () => {
    const { document, expand } = await read("/events?at=1500");
    assert.deepEqual(document["@graph"], []);
    assert.deepEqual(await expand(), []);
  });
});

describe("JSON-LD in the Linked Places Format", () => {
  let server, read, origin;
  before(async () => {
    server = await serve();
    origin = server.origin;
    read = reader(origin);
  });
  after(() => server.stop());

  for (const path of places) {
    it(`${path} expands to one collection of features and drops nothing`, async () => {
      const { document, expand } = await read(path);
      const [collection] = await expand();
      const features = collection[lpo("hasFeature")];
      assert.deepEqual(collection["@type"], ["https://purl.org/geojson/vocab#FeatureCollection"]);
      assert.deepEqual(features.map((node) => node["@id"]), document.features.map((node) => origin + node["@id"]));
    });

    it(`${path} is valid GeoJSON too`, async () => {
      check((await read(path)).text);
    });

    it(`${path} becomes RDF`, async () => {
      const quads = await (await read(path)).toRDF();
      assert.ok(quads.some(({ predicate }) => predicate.value === lpo("name_attestation")));
    });

    it(`${path} has what the format requires of a feature, and a cited name`, async () => {
      for (const feature of (await read(path)).document.features) {
        assert.ok(feature["@id"].startsWith("/"));
        assert.ok(feature.properties.title);
        assert.ok("geometry" in feature);
        assert.ok(feature.names.every(({ toponym }) => toponym));
        assert.ok(feature.names.some(({ citations }) => citations?.length));
      }
    });

    it(`${path} starts and ends every timespan, the end not before the start`, async () => {
      for (const feature of (await read(path)).document.features)
        for (const { start, end } of timespansOf(feature)) {
          const last = end.in ?? end.latest;
          assert.ok(last >= (start.in ?? start.latest), `${feature["@id"]}: ${JSON.stringify({ start, end })}`);
          assert.ok(last >= (start.earliest ?? last));
          assert.ok((end.earliest ?? last) >= (start.in ?? start.earliest ?? ""));
        }
    });
  }

  it("every control record of a known time has one timespan", async () => {
    const { features } = (await read("/control")).document;
    assert.ok(features.every(({ when }) => when.timespans.length === 1));
  });

  it("exact bounds are days in which it began and ended", async () => {
    const [feature] = (await read("/control/control-sakhalin-undivided-1855")).document.features;
    assert.deepEqual(feature.when.timespans, [{ start: { in: "1855-02-07" }, end: { in: "1867-03-30" } }]);
  });

  it("what has an open end is drawn to the end of what the dataset covers", async () => {
    const { items: rows } = await server.get("/control?limit=500");
    const { features } = (await read("/control")).document;
    const open = rows.filter(({ interval }) => interval.end_kind === "open" && interval.start?.precision === "day");
    assert.ok(open.length > 0);
    for (const { href, interval } of open) {
      const [{ start, end }] = features.find((feature) => feature["@id"] === href).when.timespans;
      assert.deepEqual([start, end], [{ in: interval.start.earliest }, { latest: "1917-12-31" }]);
    }
  });

  it("what began before anything known had begun when the coverage begins", async () => {
    const [feature] = (await read("/control/control-sakhalin-before-1855")).document.features;
    assert.deepEqual(feature.when.timespans, [{ start: { latest: "1778-01-01" }, end: { in: "1855-02-07" } }]);
  });

  it("a name is dated where its record dates it", async () => {
    const [sakhalin] = (await read("/places/sakhalin")).document.features;
    const karafuto = sakhalin.names.find(({ toponym, when }) => toponym === "樺太" && when);
    assert.deepEqual(karafuto.when.timespans, [
      { start: { earliest: "1869-01-01", latest: "1869-12-31" }, end: { latest: "1917-12-31" } },
    ]);
  });

  it("a place without any dating gets none", async () => {
    const [aigun] = (await read("/places/aigun")).document.features;
    assert.deepEqual(timespansOf(aigun), []);
  });

  it("a place is part of another by a relation that can be followed", async () => {
    const quads = await (await read("/places/aigun")).toRDF();
    const targets = quads.filter(({ predicate }) => predicate.value === lpo("relation_to"));
    assert.deepEqual(targets.map(({ object }) => [object.termType, object.value]), [
      ["NamedNode", `${origin}/places/heilungkiang`],
    ]);
  });

  it("control relates its place to its holders by its kind", async () => {
    const row = await server.get("/control/control-hokkaido-matsumae-early");
    const [feature] = (await read("/control/control-hokkaido-matsumae-early")).document.features;
    assert.deepEqual(
      feature.relations.map(({ relationType, relationTo }) => [relationType, relationTo]),
      row.holder.map(({ href }) => ["administration", href]),
    );
  });

  it("a kind that the Art & Architecture Thesaurus has is named by it", async () => {
    const [aigun] = (await read("/places/aigun")).document.features;
    assert.deepEqual(aigun.types, [{ identifier: "aat:300008389", label: "city", sourceLabels: [{ label: "City" }] }]);
  });

  it("terms mean what the format's own context says", async () => {
    const { document } = await read("/places/aigun");
    const context = document["@context"];
    const meant = {
      title: "dct:title", toponym: "lpo:toponym", lang: "dct:language", when: "lpo:when", start: "lpo:has_start",
      end: "lpo:has_end", in: "lpo:in", earliest: "lpo:earliest", latest: "lpo:latest", geometry: "geojson-t:geometry",
      relationType: "lpo:relation_type", identifier: "dct:identifier", label: "rdfs:label", value: "rdf:value",
    };
    for (const [term, iri] of Object.entries(meant)) assert.equal(context[term], iri);
  });

  it("no places is a collection without features", async () => {
    const { text, document } = await read("/places?q=zzzzzz");
    check(text);
    assert.deepEqual(document.features, []);
  });
});

describe("JSON-LD of hostile words and unknown days", () => {
  const label = "</script><script>alert(\"1\")</script> \\ \u2028 'x'";
  let server, read;
  before(async () => {
    server = await serveAltered({
      "places/all.json": (records) => {
        records[0].labels.en = label;
        records[1].names = [{ label: "Tacna", lang: "no language at all" }];
      },
      "actors/all.json": (actors) => {
        actors[0].labels.en = label;
        actors[1].names = [{ label: "Virreinato", lang: "not_a-tag" }];
      },
      "sources.json": (sources) => {
        sources[0].URL = "javascript:alert(1)";
        sources[1].URL = "https://example.org/a b>\"c";
        sources[1].language = "english or so";
      },
      "control.json": (control) => {
        control[0].interval = { start: "1884-03-28", end_kind: "unknown" };
      },
    });
    read = reader(server.origin);
  });
  after(() => server.stop());

  it("a label that looks like markup comes through as it is, in each vocabulary", async () => {
    const { document: actors } = await read("/actors");
    const { document: features } = await read("/places");
    assert.ok(actors["@graph"].some(({ name }) => name === label));
    assert.ok(features.features.some(({ properties }) => properties.title === label));
  });

  it("what is no language tag tags nothing", async () => {
    const nodes = await (await read("/actors")).expand();
    const names = nodes.flatMap((node) => node[schema("alternateName")] ?? []);
    assert.deepEqual(names.find((name) => name["@value"] === "Virreinato"), { "@value": "Virreinato" });
    await (await read("/places")).expand();
  });

  it("what is no web address is no link", async () => {
    const { document, toRDF } = await read("/sources");
    await toRDF();
    assert.ok(document["@graph"].every(({ url }) => url === undefined));
  });

  it("a source's author, publisher and year are there", async () => {
    const [sater] = await (await read("/sources/sater-2007")).expand();
    assert.equal(sater[schema("author")][0][schema("familyName")][0]["@value"], "Sater");
    assert.equal(sater[schema("publisher")][0][schema("name")][0]["@value"], "University of Nebraska Press");
    assert.deepEqual(sater[schema("datePublished")], [{ "@type": xsd("gYear"), "@value": "2007" }]);
  });

  it("an unknown end lies between the start and the end of the coverage", async () => {
    const { features } = (await read("/control")).document;
    const chile = features.find((feature) => feature["@id"] === "/control/control-tacna-chile-1884");
    assert.deepEqual(chile.when.timespans, [{ start: { in: "1884-03-28" }, end: { earliest: "1884-03-28", latest: "1929-12-31" } }]);
  });

  it("what is still going on beyond the coverage ends no earlier than it began", async () => {
    const { features } = (await read("/control")).document;
    const peru = features.find((feature) => feature["@id"] === "/control/control-tacna-peru-1929");
    assert.deepEqual(peru.when.timespans, [{ start: { in: "1929-08-28" }, end: { latest: "1929-12-31" } }]);
  });
});
