// Elements without a framework: attributes and children in, an element out.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const byId = (id) => document.getElementById(id);

/** One tab stop for many links: arrows, Home and End move among them. */
export function rove(group, selector) {
  const all = () => [...group.querySelectorAll(selector)];
  group.addEventListener("keydown", (event) => {
    const items = all();
    const here = items.indexOf(event.target.closest(selector));
    if (here < 0) return;
    const to = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = items[Math.max(0, Math.min(items.length - 1, to))];
    for (const item of items) item.setAttribute("tabindex", item === next ? "0" : "-1");
    next.focus();
  });
}
