// The land on one day: who held what, and how. A conic projection, no tiles; shapes come from the API's places.
import { geoArea, geoConicEqualArea, geoContains, geoGraticule, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { recordOf } from "./api.js";
import { rove, s } from "./dom.js";
import { onFingers } from "./fingers.js";
import { CONTROL_ORDER, paint } from "./patterns.js";
import { t } from "./words.js";

const WINDOW = [[116, 31], [128, 31], [140, 31], [150, 32], [163, 40], [163, 58], [140, 58], [122, 58], [116, 45]];
const TINY = 20;
const SEAL = 9;
const SMALL_SEAL = 6.5; // where the whole map is small
const CLOSEST = 14;
const pen = document.createElement("canvas").getContext("2d");

/** RFC 7946 winds rings the other way round than spherical geometry needs; a polygon of more than half the globe is inside out. */
function rewind(geometry) {
  const turn = (polygon) => (geoArea({ type: "Polygon", coordinates: polygon }) > 2 * Math.PI ? polygon.map((ring) => [...ring].reverse()) : polygon);
  if (geometry.type === "Polygon") return { type: "Polygon", coordinates: turn(geometry.coordinates) };
  if (geometry.type === "MultiPolygon") return { type: "MultiPolygon", coordinates: geometry.coordinates.map(turn) };
  return geometry;
}

const polygonsOf = (geometry) => (geometry.type === "MultiPolygon" ? geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })) : [geometry]);

export const shortName = (label) => label.replace(/\s*[(（].*$/u, "");

export function createMap(root, { linkTo, tooltip }) {
  let data = null;
  let land = null;
  let shapes = new Map();
  let size = { width: 0, height: 0 };
  let zoomed = { k: 1, x: 0, y: 0 };
  let view = { control: [], ongoing: [], record: null, focus: null };
  let projection = null;
  let path = null;

  const ground = s("g", {});
  const over = s("g", {});
  const picture = s("svg", { class: "map-picture", role: "group" }, ground, over);
  root.prepend(picture);

  /** A place's shape: the API's, or, of an island that has none, the island of the land outline on which its point lies. */
  function shapeOf(id) {
    if (shapes.has(id)) return shapes.get(id);
    const place = data.places.get(id);
    let shape = null;
    if (place?.geometry && place.geometry.type !== "Point") shape = rewind(place.geometry);
    else if (place?.kind === "island" && place.point && land) {
      const at = [place.point.lon, place.point.lat];
      const polygon = land.find((candidate) => geoArea(candidate) < 0.02 && geoContains(candidate, at));
      shape = polygon ?? null;
    }
    shapes.set(id, shape);
    return shape;
  }

  function project() {
    const { width, height } = size;
    projection = geoConicEqualArea().parallels([35, 55]).rotate([-140, 0]).fitExtent([[8, 8], [width - 8, height - 8]], { type: "MultiPoint", coordinates: WINDOW });
    const [x, y] = projection.translate();
    projection
      .scale(projection.scale() * zoomed.k)
      .translate([(x - width / 2) * zoomed.k + width / 2 + zoomed.x, (y - height / 2) * zoomed.k + height / 2 + zoomed.y])
      .clipExtent([[-40, -40], [width + 40, height + 40]]);
    path = geoPath(projection);
  }

  function drawGround() {
    ground.replaceChildren(
      s("rect", { width: size.width, height: size.height, class: "sea" }),
      s("path", { d: path(geoGraticule().step([10, 10])()) ?? "", class: "graticule" }),
      s("path", { d: land ? (path({ type: "GeometryCollection", geometries: land }) ?? "") : "", class: "land" }),
    );
  }

  const isInside = ([x, y], margin = 0) => x > margin && y > margin && x < size.width - margin && y < size.height - margin;
  const spot = (id) => {
    const point = data.places.get(id)?.point;
    const at = point && projection([point.lon, point.lat]);
    return at && isInside(at) ? at : null;
  };

  /** What is drawn of the day's control: an administration only where nothing else says who held the place. */
  function holdings() {
    const held = new Map();
    for (const record of view.control) {
      if (!held.has(record.place.id)) held.set(record.place.id, []);
      held.get(record.place.id).push(record);
    }
    return [...held.values()]
      .flatMap((records) => (records.some(({ kind }) => kind !== "administration") ? records.filter(({ kind }) => kind !== "administration") : records))
      .map((record) => ({ record, shape: shapeOf(record.place.id) }))
      .sort((one, other) => CONTROL_ORDER.indexOf(one.record.kind) - CONTROL_ORDER.indexOf(other.record.kind) || (other.shape ? geoArea(other.shape) : 0) - (one.shape ? geoArea(one.shape) : 0));
  }

  function holdingLink(record, children) {
    const kind = data.kindLabel("control", record.kind);
    const holder = record.holder.map(({ label }) => label).join(" · ") || t("no_holder");
    const name = `${record.place.label}: ${kind}, ${holder}, ${record.interval.display}${record.match === "possible" ? `, ${t("possibly")}` : ""}`;
    const where = recordOf(record);
    const element = s("a", {
      href: linkTo({ record: where, view: "record" }), "data-record": where, "data-place": record.place.id, "data-kind": record.kind,
      "data-holder": record.holder.map(({ id }) => id).join(" "), class: `territory ${record.match === "possible" ? "possible" : ""} ${view.record === where ? "chosen" : ""}`,
      "aria-label": name, tabindex: "-1",
    }, children);
    tooltip.attach(element, () => ({ title: `${record.place.label}: ${holder}`, kind, date: record.interval, note: record.match === "possible" ? t("possibly_title") : null }));
    return element;
  }

  const shaped = (look, tag, attributes) => s(tag, { ...attributes, class: look.class, ...(look.fill ? { fill: look.fill } : {}) });

  function drawHoldings(labels, islands) {
    const seals = new Map();
    const drawn = [];
    const radius = size.width < 500 ? SMALL_SEAL : SEAL;
    for (const { record, shape } of holdings()) {
      const look = paint(record.kind, record.holder, data.colourOf);
      let isSmall = true;
      if (shape) {
        const d = path(shape);
        if (!d) continue;
        const [[left, top], [right, bottom]] = path.bounds(shape);
        isSmall = Math.max(right - left, bottom - top) < TINY;
        drawn.push(holdingLink(record, [shaped(look, "path", { d })]));
        if (!isSmall) {
          const [x, y] = path.centroid(shape);
          for (const polygon of polygonsOf(shape)) {
            const [from, to] = path.bounds(polygon);
            if (to[0] - from[0] > 8 || to[1] - from[1] > 8) islands.push([from[0] + 2, from[1], to[0] - 2, to[1]]);
          }
          const isScattered = path.area(shape) < (right - left) * (bottom - top) * 0.12;
          if (isInside([x, y], 10)) labels.push({ id: record.place.id, text: shortName(record.place.label), x, y, reach: isScattered ? 12 : Math.min(60, (right - left) / 2) + 4, rank: 0, class: "territory-label" });
          continue;
        }
      }
      const at = spot(record.place.id);
      if (!at || !isSmall) continue;
      if (!seals.has(record.place.id)) seals.set(record.place.id, { at, records: [], label: shortName(record.place.label) });
      seals.get(record.place.id).records.push({ record, look });
    }
    // Seals that would cover one another step aside, to where the sea or the hinterland has room.
    const placed = [];
    for (const seal of seals.values()) {
      let [x, y] = seal.at;
      for (let step = 0; step < 12 && placed.some((other) => Math.hypot(other.x - x, other.y - y) < radius * 2 + 3); step += 1) {
        x = seal.at[0] + Math.cos(step * 1.1 + 2.2) * (radius * 2 + 4 + step * 1.5);
        y = seal.at[1] + Math.sin(step * 1.1 + 2.2) * (radius * 2 + 4 + step * 1.5);
      }
      placed.push({ x, y });
      if (Math.hypot(x - seal.at[0], y - seal.at[1]) > 2) drawn.push(s("line", { x1: seal.at[0], y1: seal.at[1], x2: x, y2: y, class: "leader" }));
      drawn.push(s("circle", { cx: x, cy: y, r: radius, class: "seal-ground" }));
      for (const { record, look } of seal.records) drawn.push(holdingLink(record, [shaped(look, "circle", { cx: x, cy: y, r: radius })]));
      labels.push({ id: seal.records[0].record.place.id, text: seal.label, x, y, reach: radius + 4, rank: 1, class: "territory-label", box: radius });
    }
    return drawn;
  }

  /** Voyages of the day, as the order of their ports of call within the map. */
  function drawRoutes() {
    return data.marks
      .filter(({ kind, days, record }) => kind === "expedition" && (view.record === record || (view.day >= (days.starts[0] ?? Infinity) && view.day <= (days.ends[1] ?? days.ends[0] ?? -Infinity))))
      .map((mark) => ({ mark, stops: (mark.places ?? []).map(({ id }) => data.places.get(id)?.point).filter((point) => point && isInside(projection([point.lon, point.lat]))) }))
      .filter(({ stops }) => stops.length > 1)
      .map(({ mark, stops }) => {
        const element = s("a", { href: linkTo({ record: mark.record, view: "record" }), "data-record": mark.record, class: "route", "aria-label": `${t("voyage")}: ${mark.label}, ${mark.date.display}`, tabindex: "-1" },
          s("path", { d: path({ type: "LineString", coordinates: stops.map(({ lon, lat }) => [lon, lat]) }), class: "route-hit" }),
          s("path", { d: path({ type: "LineString", coordinates: stops.map(({ lon, lat }) => [lon, lat]) }), class: "route-line", "marker-end": "url(#arrow)" }));
        tooltip.attach(element, () => ({ title: mark.label, kind: t("voyage"), date: mark.date }));
        return element;
      });
  }

  function drawPlaces(labels) {
    const alive = new Set(view.ongoing.flatMap(({ places }) => places ?? []).map(({ id }) => id));
    const chosen = new Set(view.focus ?? []);
    const towns = ["city", "port", "fortress", "settlement", "bay"];
    const seen = [...data.places.values()]
      .filter(({ id, kind }) => (towns.includes(kind) || chosen.has(id)) && spot(id))
      .sort((one, other) => (chosen.has(other.id) - chosen.has(one.id)) || (alive.has(other.id) - alive.has(one.id)) || other.visits - one.visits)
      .slice(0, Math.round((size.width < 500 ? 12 : 20) * Math.sqrt(zoomed.k) + 4));
    return seen.map((place) => {
      const [x, y] = spot(place.id);
      const isChosen = chosen.has(place.id);
      labels.push({ id: place.id, text: shortName(place.label), x, y, reach: isChosen || alive.has(place.id) ? 9 : 6, rank: isChosen ? -1 : alive.has(place.id) ? 2 : 3, class: `place-label ${isChosen ? "chosen" : ""}`, box: 3 });
      const where = `places/${place.id}`;
      const element = s("a", { href: linkTo({ record: where, view: "record" }), "data-record": where, class: `place ${isChosen ? "chosen" : ""} ${alive.has(place.id) ? "alive" : ""}`, "aria-label": `${t("place")}: ${place.label}`, tabindex: "-1" },
        s("circle", { cx: x, cy: y, r: 10, class: "hit" }),
        (isChosen || alive.has(place.id)) && s("circle", { cx: x, cy: y, r: 6, class: "place-ring" }),
        s("circle", { cx: x, cy: y, r: 2.6, class: "place-dot" }));
      tooltip.attach(element, () => ({ title: place.label, kind: data.kindLabel("place", place.kind), date: null }));
      return element;
    });
  }

  /** Labels where they fit, the weightier first; what does not fit stays in the tooltip and the list. */
  function drawLabels(labels, islands) {
    const boxes = labels.filter(({ box }) => box).map(({ x, y, box }) => [x - box, y - box, x + box, y + box]);
    const seen = new Set();
    const out = [];
    for (const label of labels.sort((one, other) => one.rank - other.rank)) {
      if (seen.has(label.text)) continue;
      const isTerritory = label.class.startsWith("territory");
      pen.font = isTerritory ? "italic 12.5px Georgia, serif" : "11px system-ui, sans-serif";
      const width = pen.measureText(label.text).width + 2;
      const { x, y, reach } = label;
      const spots = [[x + reach, y + 4, "start"], [x - reach, y + 4, "end"], [x, y - reach - 2, "middle"], [x, y + reach + 10, "middle"], [x + reach, y + 15, "start"], [x - reach, y + 15, "end"]];
      const placed = spots.map(([tx, ty, anchor]) => {
        const left = anchor === "start" ? tx : anchor === "end" ? tx - width : tx - width / 2;
        return { tx, ty, anchor, around: [left, ty - 11, left + width, ty + 3] };
      });
      const meets = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
      const isFree = ({ around }) =>
        around[0] >= 3 && around[2] <= size.width - 3 && around[1] >= 3 && around[3] <= size.height - 3 &&
        !boxes.some((other) => meets(around, other) && !(other[0] === x - (label.box ?? -1) && other[1] === y - (label.box ?? -1)));
      // On the plain ground first: a town's name may stand on what is painted, a territory's never does.
      const isPlain = ({ around }) => !islands.some((other) => meets(around, other));
      const free = placed.filter(isFree);
      const chosen = free.find(isPlain) ?? (isTerritory ? null : free[0]);
      if (chosen) {
        const { tx, ty, anchor, around } = chosen;
        boxes.push(around);
        seen.add(label.text);
        out.push(s("text", { x: tx, y: ty, "text-anchor": anchor, class: label.class, "aria-hidden": "true" }, label.text));
      }
    }
    return out;
  }

  function drawOver() {
    if (!data || !path) return;
    const hadRecord = over.contains(document.activeElement) ? document.activeElement.dataset.record : null;
    const labels = [];
    const islands = []; // boxes that a territory's name should not cover
    const territories = drawHoldings(labels, islands);
    const routes = drawRoutes();
    const places = drawPlaces(labels);
    over.replaceChildren(
      s("defs", {}, s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0 0.5L7 4L0 7.5", class: "arrow" }))),
      s("g", { class: "territories" }, territories), s("g", {}, routes), s("g", {}, places), s("g", { class: "labels" }, drawLabels(labels, islands)),
    );
    const links = [...over.querySelectorAll("a")];
    links[0]?.setAttribute("tabindex", "0");
    if (hadRecord) links.find(({ dataset }) => dataset.record === hadRecord)?.focus({ preventScroll: true });
  }

  function draw() {
    if (!data || size.width === 0) return;
    picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    picture.setAttribute("width", size.width);
    picture.setAttribute("height", size.height);
    picture.setAttribute("aria-label", t("map"));
    picture.dataset.zoom = zoomed.k.toFixed(2);
    project();
    drawGround();
    drawOver();
  }

  // Gestures tell of more steps than can be drawn.
  let waiting = 0;
  function drawSoon() {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  }

  /** The whole map may be moved as far as its edges. */
  function stand({ k, x, y }) {
    const within = (offset, side) => Math.max(-side * (k - 1) / 2, Math.min(side * (k - 1) / 2, offset));
    zoomed = { k, x: within(x, size.width), y: within(y, size.height) };
    drawSoon();
  }

  /** Nearer or farther, about a spot that stays where it is: the chosen place, else the middle. */
  function zoom(factor, about = spot((view.focus ?? [])[0]) ?? [size.width / 2, size.height / 2]) {
    const k = Math.max(1, Math.min(CLOSEST, zoomed.k * factor));
    const by = k / zoomed.k;
    const move = (offset, side, at) => (offset - (at - side / 2)) * by + (at - side / 2);
    stand({ k, x: move(zoomed.x, size.width, about[0]), y: move(zoomed.y, size.height, about[1]) });
  }

  let drag = null;
  const local = (event) => {
    const box = picture.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || zoomed.k === 1 || event.pointerType === "touch") return;
    drag = { at: local(event), from: zoomed, moved: false, id: event.pointerId };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = local(event);
    if (!drag.moved && Math.hypot(x - drag.at[0], y - drag.at[1]) < 4) return;
    if (!drag.moved) picture.setPointerCapture(drag.id);
    drag.moved = true;
    stand({ k: zoomed.k, x: drag.from.x + x - drag.at[0], y: drag.from.y + y - drag.at[1] });
  });
  const drop = () => (drag = null);
  picture.addEventListener("pointerup", drop);
  picture.addEventListener("pointercancel", drop);
  picture.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.004), local(event));
  }, { passive: false });
  picture.addEventListener("dblclick", (event) => {
    event.preventDefault();
    zoom(2, local(event));
  });
  onFingers(picture, {
    isNear: () => zoomed.k > 1,
    move({ factor, from, to }) {
      zoomed = { ...zoomed, x: zoomed.x + to[0] - from[0], y: zoomed.y + to[1] - from[1] };
      zoom(factor, to);
    },
  });
  rove(over, "a");

  new ResizeObserver(() => {
    const width = root.clientWidth;
    if (width === size.width || width === 0) return;
    size = { width, height: Math.round(Math.min(width * 0.92, 660)) };
    draw();
  }).observe(root);

  return {
    setData(next) {
      data = next;
      shapes = new Map();
      draw();
    },
    setLand(topology) {
      const collection = feature(topology, Object.values(topology.objects)[0]);
      const geometries = (collection.features ?? [collection]).map(({ geometry }) => geometry);
      land = geometries.flatMap(polygonsOf);
      shapes = new Map();
      draw();
    },
    show(next) {
      view = { ...view, ...next };
      drawOver();
    },
    zoom,
    reset() {
      zoomed = { k: 1, x: 0, y: 0 };
      draw();
    },
  };
}
