// Search in any script: suggestions while one types (an ARIA combobox), and a page of results.
import { get, recordOf, target } from "./api.js";
import { h } from "./dom.js";
import { problemBox, recordLink, requestBar, waiting } from "./pieces.js";
import { t } from "./words.js";

const PAUSE = 90;
const SUGGESTED = 8;

export function searchBox(context, form, input, list) {
  let timer = 0;
  let items = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, position) => option.setAttribute("aria-selected", String(position === index)));
    if (index >= 0) input.setAttribute("aria-activedescendant", `suggestion-${index}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const choose = (item) => {
    close();
    context.open(recordOf(item));
  };

  async function suggest() {
    const q = input.value.trim();
    if (!q) return close();
    try {
      const answer = await get(target("/suggest", { q, limit: SUGGESTED, lang: context.lang }));
      if (input.value.trim() !== q || document.activeElement !== input) return;
      items = answer.items;
      list.replaceChildren(...items.map((item, index) =>
        h("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false", onpointerdown: (event) => event.preventDefault(), onclick: () => choose(item) },
          h("span", { class: "suggestion" }, item.label), h("span", { class: "soft" }, context.data?.kindLabel(item.type, item.kind) ?? item.type, item.matched && item.matched !== item.label ? ` · ${item.matched}` : ""))));
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(items.length > 0));
      mark(-1);
    } catch {
      close(); // The results page says what was wrong; a suggestion that fails is only missing.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(((active + 1 + step + items.length + 1) % (items.length + 1)) - 1);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (active >= 0 && items[active]) return choose(items[active]);
    const q = input.value.trim();
    close();
    if (q) context.set({ q, view: "search" }, { push: true });
  });
}

export async function searchView(context, root, q) {
  const where = target("/search", { q, limit: 50, lang: context.lang });
  root.replaceChildren(waiting());
  try {
    const answer = await get(where);
    const meant = answer.did_you_mean;
    root.replaceChildren(...[
      h("p", { class: "lede", role: "status" }, answer.total > 0 ? t("results_for", { n: answer.total, q }) : t("no_results", { q })),
      meant && h("p", {}, `${t("did_you_mean")}: `, h("a", { href: context.linkTo({ q: meant, view: "search" }), "data-q": meant }, meant), "?"),
      h("ul", { class: "rows results" }, answer.items.map((item) =>
        h("li", {}, recordLink(context, item, item.label, { class: "row-title" }), " ", h("span", { class: "soft" }, context.data.kindLabel(item.type, item.kind), item.matched && item.matched !== item.label ? ` · ${item.matched}` : ""), item.snippet && h("p", {}, item.snippet)))),
      requestBar(where),
    ].filter(Boolean));
  } catch (error) {
    root.replaceChildren(problemBox(error, () => searchView(context, root, q)));
  }
}
