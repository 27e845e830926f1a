// Graphs, loaded by Cytoscape.js itself, without a screen: what the JSON reply says, and no more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import cytoscape from "cytoscape";
import { serve } from "../data/server.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

const graphs = [
  "/graph?focus=treaty-of-portsmouth-1905&depth=1",
  "/graph?focus=empire-of-japan&depth=3",
  "/graph?focus=putyatin-yevfimy&depth=2&at=1855-02-07",
  "/events/russo-japanese-war/why",
  "/events/russo-japanese-war/consequences",
];
const path = "/path?source=treaty-of-portsmouth-1905&target=treaty-of-shimoda-1855&via=all";

const inCytoscape = (target) => server.get(`${target}&format=cytoscape`.replace(/^([^?&]*)&/, "$1?"));
const load = (reply) => cytoscape({ headless: true, ...reply });
const link = (source, target, kind) => `${source} ${kind} ${target}`;

// How many parts a graph has that no edge joins.
function parts(nodes, edges) {
  const parent = new Map(nodes.map((id) => [id, id]));
  const root = (id) => {
    while (parent.get(id) !== id) id = parent.get(id);
    return id;
  };
  for (const [source, target] of edges) parent.set(root(source), root(target));
  return nodes.filter((id) => root(id) === id).length;
}

for (const target of graphs) {
  test(`cytoscape: ${target} has the nodes of the JSON reply`, async () => {
    const [json, reply] = [await server.get(target), await inCytoscape(target)];
    const nodes = load(reply).nodes().map((node) => node.data());
    assert.ok(nodes.length > 1);
    assert.deepEqual(nodes, json.nodes.map(({ id, label, type, kind, href, depth }) =>
      ({ id, label, type, kind, href, depth })));
  });

  test(`cytoscape: ${target} has the edges of the JSON reply, and they join the same`, async () => {
    const [json, reply] = [await server.get(target), await inCytoscape(target)];
    const cy = load(reply);
    assert.deepEqual(
      cy.edges().map((edge) => link(edge.source().id(), edge.target().id(), edge.data("kind"))),
      json.edges.map(({ source, target, kind }) => link(source.id, target.id, kind)));
    assert.equal(cy.elements().components().length, parts(
      json.nodes.map(({ id }) => id), json.edges.map(({ source, target }) => [source.id, target.id])));
  });
}

test("cytoscape: an edge keeps its note, its sources and its time", async () => {
  const target = graphs[0];
  const [json, reply] = [await server.get(target), await inCytoscape(target)];
  reply.elements.edges.forEach(({ data }, i) => {
    const { note, role, sources, interval } = json.edges[i];
    assert.deepEqual([data.note, data.role, data.sources], [note, role, sources]);
    assert.deepEqual([data.earliest, data.latest, data.display],
      [interval?.earliest, interval?.latest, interval?.display]);
  });
});

test("cytoscape: no two elements have the same id, and an edge's id says what it joins", async () => {
  const { elements } = await inCytoscape(graphs[1]);
  const ids = [...elements.nodes, ...elements.edges].map(({ data }) => data.id);
  assert.ok(ids.length > 2000);
  assert.equal(new Set(ids).size, ids.length);
  for (const { data } of elements.edges)
    assert.ok(data.id.startsWith(`${data.kind}:${data.source}:${data.target}`), data.id);
});

test("cytoscape: a path has its steps for edges, and their ends for nodes, from first to last", async () => {
  const [json, reply] = [await server.get(path), await inCytoscape(path)];
  const cy = load(reply);
  assert.ok(json.steps.length > 1);
  assert.deepEqual(cy.nodes().map((node) => node.id()),
    [json.steps[0].source.id, ...json.steps.map(({ target }) => target.id)]);
  assert.deepEqual(cy.edges().map((edge) => [edge.source().id(), edge.target().id(), edge.data("reversed")]),
    json.steps.map(({ source, target, reversed }) => [source.id, target.id, reversed]));
});

test("cytoscape: Cytoscape's own search finds a chain as long as ours between the two ends", async () => {
  const [json, reply] = [await server.get(path), await inCytoscape(path)];
  const { found, distance } = load(reply).elements().aStar({
    root: `[id = "${json.source.id}"]`, goal: `[id = "${json.target.id}"]`,
  });
  assert.ok(found);
  assert.equal(distance, json.length);
});

test("cytoscape: where no path was found the graph is empty", async () => {
  const target = "/path?source=treaty-of-portsmouth-1905&target=sakhalin"; // no cause leads to a place
  assert.equal((await server.get(target)).found, false);
  assert.equal(load(await inCytoscape(target)).elements().length, 0);
});

test("cytoscape: the graph says of which dataset it is", async () => {
  const { version } = await server.get("/dataset");
  const cy = load(await inCytoscape(graphs[0]));
  assert.deepEqual([cy.data("dataset"), cy.data("version")], ["japan-russia", version]);
});
