// What changed between two marks, by the API's own reckoning (/diff).
import { get, target } from "./api.js";
import { h } from "./dom.js";
import { possibly, problemBox, recordLink, requestBar, section, waiting } from "./pieces.js";
import { t } from "./words.js";

const DOMAINS = ["control", "relation", "treaty", "event", "office", "actor", "article"];

const byDomain = (one, other) => DOMAINS.indexOf(one.domain) - DOMAINS.indexOf(other.domain);

function cause(context, reference) {
  return reference ? h("span", { class: "cause" }, h("span", { class: "soft" }, ` · ${t("cause")} `), recordLink(context, reference)) : null;
}

const transition = (context) => (item) =>
  h("li", {}, h("span", { class: "soft when" }, item.date?.display ?? item.interval?.display ?? ""), h("br"), recordLink(context, item, item.label, { class: "row-title" }), " ", possibly(item), h("br"),
    h("span", { class: "soft" }, t(`type_${item.domain}`)), cause(context, item.cause));

const side = (context, items) => items.flatMap((item, index) => [index > 0 ? ", " : "", recordLink(context, item)]);

const change = (context) => (item) =>
  h("li", {}, h("span", { class: "soft when" }, item.on?.display ?? ""), h("br"),
    h("span", { class: "row-title" }, Array.isArray(item.key) ? item.key.map(({ label }) => label).join(" – ") : item.key.label),
    h("p", { class: "turned" }, h("span", {}, side(context, item.from)), h("span", {}, h("span", { class: "arrow-right", role: "img", "aria-label": t("became") }), side(context, item.to))),
    h("span", { class: "soft" }, t(`type_${item.domain}`)), cause(context, item.cause));

function form(context) {
  const field = (name) =>
    h("label", { class: "field" }, h("span", {}, t(name)),
      h("input", { name, type: "text", value: context.mark(name), autocomplete: "off", spellcheck: "false" }));
  const useDay = (name) => h("button", { type: "button", class: "button quiet-button", onclick: () => context.set({ [name]: context.day() }, { push: true }), "aria-label": `${t(name)}: ${t("use_day")}` }, t("use_day"));
  const element = h("form", { class: "changes-form" },
    h("div", {}, field("from"), useDay("from")), h("div", {}, field("to"), useDay("to")),
    h("button", { type: "submit", class: "button primary" }, t("compare")));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new FormData(element);
    context.set({ from: values.get("from").trim(), to: values.get("to").trim() }, { push: true });
  });
  return element;
}

export async function changesView(context, root) {
  const where = target("/diff", { from: context.mark("from"), to: context.mark("to"), lang: context.lang });
  const result = h("div", {}, waiting());
  root.replaceChildren(h("p", { class: "lede" }, t("changes_intro")), form(context), result);
  try {
    const diff = await get(where);
    const sorted = (items) => [...items].sort(byDomain);
    const parts = [
      section(t("changed"), sorted(diff.changed), change(context)),
      section(t("began"), sorted(diff.began), transition(context)),
      section(t("ended"), sorted(diff.ended), transition(context)),
      section(t("transient"), sorted(diff.transient), transition(context), { open: false }),
    ].filter(Boolean);
    result.replaceChildren(...(parts.length > 0 ? parts : [h("p", { class: "soft" }, t("no_changes"))]), requestBar(where));
  } catch (error) {
    result.replaceChildren(problemBox(error, () => changesView(context, root)));
  }
}
