// Causes above, the event, consequences below: time runs down, and each line is one recorded link.
import { get, target } from "./api.js";
import { h, s } from "./dom.js";
import { problemBox, recordLink, requestBar, waiting } from "./pieces.js";
import { t } from "./words.js";

const FIRST = 1;
const FURTHER = 2;

/** How many causal links each event is away from `event`; what is but a part of something is on no such way. */
function distances(edges, event, from, to) {
  const found = new Map([[event.id, 0]]);
  for (const id of found.keys())
    for (const edge of edges) if (edge[from].id === id && !found.has(edge[to].id)) found.set(edge[to].id, found.get(id) + 1);
  found.delete(event.id);
  return found;
}

/** Rows by distance from the event, the farthest causes first, each in the order of time. */
function rowsOf({ why, then, event, depth, causes, startOf }) {
  const rows = [];
  const take = (graph, sign, from, to) => {
    const away = distances(causes, event, from, to);
    for (const node of graph.nodes) {
      const far = away.get(node.id);
      if (!far || far > depth || node.type !== "event") continue;
      (rows[sign * far + depth] ??= { at: sign * far, nodes: [] }).nodes.push(node);
    }
  };
  take(why, -1, "target", "source");
  take(then, 1, "source", "target");
  for (const row of rows) row?.nodes.sort((one, other) => startOf(one.id) - startOf(other.id));
  return rows;
}

/** A line for each link; where a row is wrapped, lines would run behind nodes, and one for the whole row says the same. */
function draw(root, picture, edges) {
  const frame = root.getBoundingClientRect();
  const lists = [...root.querySelectorAll(".nodes")];
  for (const list of lists) list.classList.toggle("wrapped", new Set([...list.children].map(({ offsetTop }) => offsetTop)).size > 1);
  picture.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  picture.setAttribute("width", frame.width);
  picture.setAttribute("height", frame.height);
  const boxOf = (id) => {
    const node = root.querySelector(`[data-node="${CSS.escape(id)}"]`);
    return (node?.closest(".wrapped") ?? node)?.getBoundingClientRect();
  };
  const drawn = new Set();
  picture.replaceChildren(...edges.map(({ source, target: to }) => {
    const [from, onto] = [boxOf(source.id), boxOf(to.id)];
    if (!from || !onto || onto.top < from.bottom - 2) return "";
    const way = `${from.left} ${from.bottom} ${onto.left} ${onto.top}`;
    if (drawn.has(way)) return "";
    drawn.add(way);
    const [x1, y1] = [from.left + from.width / 2 - frame.left, from.bottom - frame.top];
    const [x2, y2] = [onto.left + onto.width / 2 - frame.left, onto.top - frame.top];
    const bend = Math.max(14, (y2 - y1) / 2);
    return s("path", { d: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`, class: "edge" });
  }));
}

export async function graphView(context, root, event, depth = FIRST) {
  root.replaceChildren(waiting());
  const ask = (part) => target(`/events/${event.id}/${part}`, { depth, lang: context.lang });
  try {
    // The timeline leaves out a signing beside its treaty: those dates are asked for here.
    const signings = target("/events", { kind: "treaty-signing", fields: "date", limit: 500, lang: context.lang });
    const [why, then, signed] = await Promise.all([get(ask("why")), get(ask("consequences")), get(signings)]);
    const edges = [...why.edges, ...then.edges].filter(({ kind }) => kind === "cause");
    const known = new Map([...context.data.marks, ...signed.items].map(({ id, date }) => [id, date]));
    const startOf = (id) => known.get(id)?.jdn.find((day) => day !== null) ?? Infinity;
    const rows = rowsOf({ why, then, event, depth, causes: edges, startOf });
    if (rows.length === 0) return root.replaceChildren(h("p", { class: "soft" }, t("graph_none")));
    const noteOf = (id) => edges.find(({ source, target: to, note }) => note && ((source.id === id && to.id === event.id) || (to.id === id && source.id === event.id)))?.note;
    const node = (reference) =>
      h("li", { "data-node": reference.id, class: "node" }, h("span", { class: "soft when" }, known.get(reference.id)?.display ?? ""), recordLink(context, reference), noteOf(reference.id) && h("span", { class: "note" }, noteOf(reference.id)));
    const row = (entry) => entry && h("ul", { class: "nodes" }, entry.nodes.map(node));
    const before = rows.filter((entry) => entry && entry.at < 0);
    const after = rows.filter((entry) => entry && entry.at > 0);
    const picture = s("svg", { class: "edges", "aria-hidden": "true" });
    const frame = h("div", { class: "graph" }, picture,
      before.length > 0 && [h("p", { class: "graph-side" }, h("span", {}, t("because"))), before.map(row)],
      h("div", { class: "node focus", "data-node": event.id }, h("span", { class: "soft when" }, known.get(event.id)?.display ?? ""), h("strong", {}, event.label)),
      after.length > 0 && [h("p", { class: "graph-side" }, h("span", {}, t("led_to"))), after.map(row)]);
    const further = depth < FURTHER && h("button", { type: "button", class: "button", onclick: () => graphView(context, root, event, FURTHER) }, t("deeper"));
    root.replaceChildren(...[frame, further, requestBar(ask("why"))].filter(Boolean));
    new ResizeObserver(() => draw(frame, picture, edges)).observe(frame);
  } catch (error) {
    root.replaceChildren(problemBox(error, () => graphView(context, root, event, depth)));
  }
}
