// Small parts that several views are made of.
import { absolute, curl, recordOf } from "./api.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** A record's name, leading to its view. */
export const recordLink = (context, reference, text = reference.label, extra = {}) =>
  h("a", { href: context.linkTo({ record: recordOf(reference), view: "record" }), "data-record": recordOf(reference), lang: reference.label_lang ?? null, ...extra }, text);

export const possibly = ({ match }) => (match === "possible" ? h("span", { class: "flag-possible", title: t("possibly_title") }, t("possibly")) : null);

export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "button" }, label);
  button.addEventListener("click", async () => {
    const value = typeof text === "function" ? text() : text;
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Pages that are not served securely have no clipboard: the old way still works.
      const field = h("textarea", { class: "hidden-visually" }, value);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.textContent = t("copied");
    setTimeout(() => (button.textContent = label), 1600);
  });
  return button;
}

/** The request that made a view: what sells an API is that one sees it work. */
export const requestBar = (where) =>
  h("div", { class: "request" },
    h("p", { class: "request-title" }, t("request")),
    h("code", { tabindex: "0" }, `GET ${decodeURI(where)}`),
    h("span", { class: "request-actions" }, copyButton(t("copy_curl"), () => curl(where)), h("a", { class: "button", href: absolute(where) }, t("open_json"))));

/** The record of another id in the same collection. */
function suggested(where, id) {
  const record = `${where.split("/")[1]}/${id}`;
  return h("a", { href: `?record=${record}&view=record`, "data-record": record }, id);
}

export function problemBox(error, again) {
  const body = error.body ?? { title: t("error"), detail: String(error.message ?? error) };
  const faults = body.errors ?? [];
  return h("div", { class: "problem", role: "alert" },
    h("h3", {}, body.title ?? t("error")),
    body.detail && h("p", {}, body.detail),
    faults.filter(({ suggestion }) => suggestion).map(({ suggestion }) => h("p", {}, `${t("did_you_mean")}: ${suggestion}`)),
    (body.suggestions ?? []).length > 0 && h("p", {}, `${t("did_you_mean")}: `, body.suggestions.map((id, n) => [n > 0 ? ", " : "", suggested(error.target, id)])),
    error.target && h("p", { class: "soft" }, h("code", {}, `GET ${decodeURI(error.target)}`)),
    again && h("button", { type: "button", class: "button", onclick: again }, t("try_again")));
}

export const waiting = () => h("p", { class: "waiting", role: "status" }, t("loading"));

/** A folding section with its count; long lists end in a button that shows the rest. */
export function section(title, items, render, { open = true, first = 12, empty = null, count = items.length } = {}) {
  if (items.length === 0 && !empty) return null;
  const list = h("ul", { class: "rows" }, items.slice(0, first).map(render));
  const rest = items.slice(first);
  const more = rest.length > 0 && h("button", { type: "button", class: "button more" }, t("more", { n: rest.length }));
  if (more) {
    more.addEventListener("click", () => {
      const rows = rest.map(render);
      list.append(...rows);
      more.remove();
      rows[0].querySelector("a, button")?.focus();
    });
  }
  return h("details", { class: "section", open },
    h("summary", {}, h("h3", {}, title), h("span", { class: "count" }, count)),
    items.length === 0 ? h("p", { class: "soft" }, empty) : list, more);
}
