// How a territory is held, as a drawing: solid is sovereignty; whatever is less than that lets the ground show through.
import { s } from "./dom.js";

/** Drawn from the ground up: an occupation lies over the lease, and that over the sovereignty, which it does not end. */
export const CONTROL_ORDER = [
  "sovereignty", "unassigned", "suzerainty", "undivided", "joint-possession", "administration", "de-facto", "protectorate",
  "leasehold", "sphere-of-influence", "railway-zone", "claim", "occupation",
];
const TILE = 8;

const stripes = (colours, width, gap, rotation) => {
  const tile = colours.length * (width + gap);
  return {
    tile, rotation,
    shapes: colours.map((colour, index) => s("rect", { x: index * (width + gap), y: 0, width, height: tile, class: `c${colour}` })),
  };
};

const DRAWINGS = {
  "joint-possession": (colours) => stripes(colours, 5, 0, 45),
  undivided: (colours) => stripes(colours, 3, 3, 90),
  leasehold: (colours) => stripes(colours.slice(0, 1), 4.5, 3, -45),
  protectorate: (colours) => stripes(colours.slice(0, 1), 1.6, 2.4, 90),
  suzerainty: (colours) => stripes(colours.slice(0, 1), 1.2, 3.6, 90),
  occupation: ([colour]) => ({
    tile: TILE - 2, rotation: 45,
    shapes: [s("rect", { width: TILE - 2, height: 1.8, class: `c${colour}` }), s("rect", { width: 1.8, height: TILE - 2, class: `c${colour}` })],
  }),
  "sphere-of-influence": ([colour]) => ({ tile: TILE - 2, rotation: 45, shapes: [s("circle", { cx: 3, cy: 3, r: 1.3, class: `c${colour}` })] }),
};

const library = s("svg", { width: 0, height: 0, class: "patterns", "aria-hidden": "true", focusable: "false" });
const made = new Set();

function pattern(kind, colours) {
  const id = `p-${kind}-${colours.join("-")}`;
  if (!made.has(id)) {
    const { tile, rotation, shapes } = DRAWINGS[kind](colours);
    library.append(s("pattern", { id, width: tile, height: tile, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${rotation})` }, shapes));
    made.add(id);
  }
  if (!library.isConnected) document.body.append(library);
  return `url(#${id})`;
}

/** The fill and the class of one holding's shape. */
export function paint(kind, holders, colourOf) {
  const colours = holders.length > 0 ? [...new Set(holders.map(({ id }) => colourOf(id)))] : [0];
  const main = colours[0];
  // Two names of one power in common possession are one colour: then it is plain.
  const common = (kind === "joint-possession" || kind === "undivided") && colours.length < 2 ? "sovereignty" : kind;
  const fill = DRAWINGS[common] ? pattern(common, colours) : null;
  return { fill, class: `holding holding-${common} o${main} ${fill ? "" : `f${main}`}` };
}

export function swatch(kind, holders, colourOf) {
  const look = paint(kind, holders, colourOf);
  return s("svg", { width: 22, height: 15, viewBox: "0 0 22 15", class: "swatch", "aria-hidden": "true" },
    s("rect", { x: 1, y: 1, width: 20, height: 13, class: "swatch-ground" }),
    s("rect", { x: 1, y: 1, width: 20, height: 13, class: look.class, ...(look.fill ? { fill: look.fill } : {}) }));
}
