// One tooltip for every mark: what it is, and its date in three calendars. It stays while hovered, and Escape sends it away.
import { h } from "./dom.js";
import { dateBlock } from "./date-words.js";

const NEAR = 12;

export function createTooltip() {
  const element = h("div", { class: "tooltip", role: "tooltip", id: "tooltip", hidden: true });
  document.body.append(element);
  let leaving = 0;

  function place(anchor) {
    const around = anchor.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(innerWidth - own.width - 8, around.left + Math.min(around.width, 40) / 2 - own.width / 2));
    const above = around.top - own.height - NEAR;
    element.style.left = `${left + scrollX}px`;
    element.style.top = `${(above > 8 ? above : around.bottom + NEAR) + scrollY}px`;
  }

  function show(anchor, { title, kind, date, note }) {
    clearTimeout(leaving);
    element.replaceChildren(h("p", { class: "tooltip-kind" }, kind), h("p", { class: "tooltip-title" }, title), date ? dateBlock(date) : "", note ? h("p", { class: "soft" }, note) : "");
    element.hidden = false;
    place(anchor);
  }
  const hide = () => {
    clearTimeout(leaving);
    element.hidden = true;
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 120);
  };

  element.addEventListener("pointerenter", () => clearTimeout(leaving));
  element.addEventListener("pointerleave", leave);
  addEventListener("keydown", (event) => event.key === "Escape" && hide());

  return {
    hide,
    attach(anchor, content) {
      anchor.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && show(anchor, content()));
      anchor.addEventListener("pointerleave", leave);
      anchor.addEventListener("focus", () => anchor.matches(":focus-visible") && show(anchor, content()));
      anchor.addEventListener("blur", hide);
    },
  };
}
