// GeoJSON: what an RFC 7946 checker says of every reply, and what it does not look at: which way
// rings run, where positions lie, whether a feature is what its record is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check } from "@placemarkio/check-geojson";
import { all, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";

const lists = ["/places", "/events", "/control"];
const maps = ["/state?at=1780", "/state?at=1855-02-07", "/state?at=1875-06-01", "/state?at=1905-03-10", "/state?at=1917"];
const items = ["/places/sakhalin", "/places/aigun", "/places/parasan", "/events/russo-japanese-war", "/control/control-sakhalin-undivided-1855"];

const reader = (origin) => async (target) => {
  const url = `${origin}${target}${target.includes("?") ? "&" : "?"}format=geojson`;
  const reply = await fetch(url);
  const text = await reply.text();
  assert.equal(reply.status, 200, `${url}: ${text.slice(0, 300)}`);
  assert.equal(reply.headers.get("content-type"), "application/geo+json");
  return { text, map: JSON.parse(text) };
};

const featuresOf = (map) => (map.type === "Feature" ? [map] : map.features);

/** The geometries without parts of their own. */
function simple(geometry) {
  if (geometry === null) return [];
  return geometry.type === "GeometryCollection" ? geometry.geometries.flatMap(simple) : [geometry];
}

function polygonsOf(geometry) {
  return simple(geometry).flatMap(({ type, coordinates }) =>
    type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [],
  );
}

function positionsOf(geometry) {
  return simple(geometry).flatMap(({ coordinates }) => {
    let deep = [coordinates];
    while (Array.isArray(deep[0]?.[0])) deep = deep.flat();
    return deep;
  });
}

const area = (ring) =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0) / 2;

describe("GeoJSON of the dataset", () => {
  let server, read;
  before(async () => {
    server = await serve();
    read = reader(server.origin);
  });
  after(() => server.stop());

  for (const target of [...lists, ...maps, ...items]) {
    it(`${target} passes an RFC 7946 checker`, async () => {
      check((await read(target)).text);
    });

    it(`${target} has longitude before latitude, in range`, async () => {
      for (const feature of featuresOf((await read(target)).map))
        for (const [longitude, latitude] of positionsOf(feature.geometry))
          assert.ok(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90, `${feature.id}: ${longitude},${latitude}`);
    });

    it(`${target} has no ring that jumps over the antimeridian`, async () => {
      for (const feature of featuresOf((await read(target)).map))
        for (const ring of polygonsOf(feature.geometry).flat())
          for (let i = 1; i < ring.length; i++)
            assert.ok(Math.abs(ring[i][0] - ring[i - 1][0]) < 180, feature.id);
    });
  }

  for (const target of [...lists, ...maps, ...items]) {
    it(`${target} winds outer rings counterclockwise and holes clockwise`, async () => {
      for (const feature of featuresOf((await read(target)).map))
        for (const [outer, ...holes] of polygonsOf(feature.geometry)) {
          assert.ok(area(outer) > 0, `outer ring of ${feature.id}`);
          assert.ok(holes.every((hole) => area(hole) < 0), `holes of ${feature.id}`);
        }
    });
  }

  for (const path of lists) {
    it(`${path} is one collection of all records, each with its row as properties`, async () => {
      const rows = await all(server.get, path);
      const { map } = await read(path);
      assert.equal(map.type, "FeatureCollection");
      assert.deepEqual(map.features.map(({ id }) => id), rows.map(({ id }) => id));
      assert.deepEqual(map.features.map(({ properties }) => properties), rows);
    });
  }

  for (const path of items) {
    it(`${path} is one Feature with the record but its geometry as properties`, async () => {
      const { geometry, ...record } = await server.get(path);
      const { map } = await read(path);
      assert.equal(map.type, "Feature");
      assert.equal(map.id, record.id);
      assert.deepEqual(map.properties, record);
    });
  }

  it("a place is its outline where it has one", async () => {
    const { map } = await read("/places/sakhalin");
    const { geometry } = await server.get("/places/sakhalin");
    const corners = (shape) => positionsOf(shape).map(String).sort();
    assert.equal(map.geometry.type, "MultiPolygon");
    assert.deepEqual(corners(map.geometry), corners(geometry));
  });

  it("a place in a list is drawn as it is by itself", async () => {
    const { map } = await read("/places?limit=500");
    const sakhalin = map.features.find(({ id }) => id === "sakhalin");
    assert.deepEqual(sakhalin.geometry, (await read("/places/sakhalin")).map.geometry);
  });

  it("a place without outline is its point, one without either has no geometry", async () => {
    const { point } = await server.get("/places/aigun");
    assert.deepEqual((await read("/places/aigun")).map.geometry, {
      type: "Point",
      coordinates: [point.lon, point.lat],
    });
    assert.equal((await read("/places/parasan")).map.geometry, null);
  });

  it("control is drawn as its place", async () => {
    const { map } = await read("/control/control-sakhalin-undivided-1855");
    assert.deepEqual(map.geometry, (await read("/places/sakhalin")).map.geometry);
  });

  it("an event is the points of its places", async () => {
    const war = (await read("/events/russo-japanese-war")).map;
    const points = [];
    for (const { id } of war.properties.places) points.push((await server.get(`/places/${id}`)).point);
    assert.deepEqual(war.geometry, {
      type: "MultiPoint",
      coordinates: points.map(({ lon, lat }) => [lon, lat]),
    });
  });

  it("an event of one place is a Point, one of none has no geometry", async () => {
    const { features } = (await read("/events")).map;
    const located = features.filter(({ geometry }) => geometry !== null);
    assert.ok(located.length > 200);
    for (const { geometry, properties } of features) {
      if (properties.places.length === 0) assert.equal(geometry, null);
      if (properties.places.length === 1 && geometry !== null) assert.equal(geometry.type, "Point");
    }
  });

  it("a collection of nothing is valid", async () => {
    const { text, map } = await read("/events?at=1500");
    check(text);
    assert.deepEqual(map.features, []);
  });

  it("fewer fields make fewer properties, and leave the id and a place's geometry", async () => {
    const { map } = await read("/places/sakhalin?fields=label");
    assert.deepEqual(Object.keys(map.properties).sort(), ["href", "id", "label", "type"]);
    assert.equal(map.id, "sakhalin");
    assert.equal(map.geometry.type, "MultiPolygon");
  });

  it("a page goes on where the page before ended", async () => {
    const first = await fetch(`${server.origin}/places?format=geojson&limit=100`);
    const [, next] = /<([^>]+)>; rel="?next"?/.exec(first.headers.get("link"));
    const rest = await (await fetch(new URL(next, server.origin))).json();
    assert.equal((await first.json()).features.length + rest.features.length, (await server.get("/places")).total);
  });
});

describe("GeoJSON of a dataset that is harder to draw", () => {
  const label = "</script><b>\"Tacna\" & 'Arica'\\ \u2028";
  // The outer ring runs clockwise and the hole counterclockwise: the wrong way both.
  const square = [[-71, -19], [-71, -17], [-69, -17], [-69, -19], [-71, -19]];
  const hole = [[-70.5, -18.5], [-69.5, -18.5], [-69.5, -17.5], [-70.5, -17.5], [-70.5, -18.5]];
  let server, read;
  before(async () => {
    server = await serveAltered({
      "places/all.json": (places) => {
        const province = places.find(({ id }) => id === "tacna-and-arica");
        province.geometry = "geometry/all.geojson#square";
        province.labels.en = label;
      },
      "events/war.json": (events) => {
        events.find(({ id }) => id === "battle-of-arica").places = ["tacna-and-arica"];
        events.find(({ id }) => id === "battle-of-angamos").places = ["punta-angamos", "tacna-and-arica", "arica"];
        events.find(({ id }) => id === "occupation-of-lima").places = ["tarapaca"];
      },
      "geometry/all.geojson": () => ({
        type: "FeatureCollection",
        features: [{ type: "Feature", id: "square", properties: {}, geometry: { type: "Polygon", coordinates: [square, hole] } }],
      }),
    });
    read = reader(server.origin);
  });
  after(() => server.stop());

  it("rings that run the wrong way are turned", async () => {
    const { text, map } = await read("/places/tacna-and-arica");
    check(text);
    assert.deepEqual(map.geometry.coordinates, [square.toReversed(), hole.toReversed()]);
  });

  it("an event at a place that has only an outline is that outline", async () => {
    const { map } = await read("/events/battle-of-arica");
    assert.equal(map.geometry.type, "Polygon");
  });

  it("an event at points and outlines keeps them all", async () => {
    const { text, map } = await read("/events/battle-of-angamos");
    check(text);
    assert.equal(map.geometry.type, "GeometryCollection");
    assert.deepEqual(map.geometry.geometries.map(({ type }) => type), ["Polygon", "MultiPoint"]);
  });

  it("an event at a place of which no position is known has no geometry", async () => {
    assert.equal((await read("/events/occupation-of-lima")).map.geometry, null);
  });

  it("a label that looks like markup comes through as it is", async () => {
    const { text, map } = await read("/places");
    check(text);
    assert.ok(map.features.some(({ properties }) => properties.label === label));
  });
});
