// One record: what it says, who says so, who says otherwise, and how to take it along.
import { absolute, get, target } from "./api.js";
import { dateBlock } from "./date-words.js";
import { toJdn } from "./days.js";
import { h } from "./dom.js";
import { graphView } from "./graph-view.js";
import { copyButton, problemBox, recordLink, requestBar, waiting } from "./pieces.js";
import { swatch } from "./patterns.js";
import { knows, t, valueWord } from "./words.js";

/** Fields in the order in which a reader asks for them; a field that is not named comes after, under its own name. */
const ORDER = [
  "date", "signed", "interval", "in_force", "in_force_basis", "ratified", "existed", "text", "parties", "between", "status", "diplomatic", "place", "holder", "office", "state", "acting", "treaty", "kinds",
  "subject", "from", "to", "signatories", "bound", "participants", "places", "point", "modern_name", "names", "within", "basis", "part_of", "parts", "treaties", "events", "supersedes", "superseded_by", "ended_by", "end_kind",
  "opened_by", "closed_by", "predecessor", "successor", "predecessors", "successors", "affiliations", "offices", "control", "effects", "languages", "secret", "duration", "quantities", "population",
];
const ELSEWHERE = new Set([
  "id", "type", "kind", "label", "label_lang", "labels", "aliases", "summary", "summary_lang", "href", "sources", "disputed", "unverified", "sha256", "same_as", "geometry", "bbox", "articles", "causes", "number", "ordinal", "pair", "match",
]);

const VALUES = new Set(["role", "by", "act", "in_force_basis", "end_kind", "secret", "origin", "certainty"]);

const isEmpty = (value) => value === null || value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
const isReference = (value) => value && typeof value === "object" && value.href && value.label;
const isDate = (value) => value && typeof value === "object" && "edtf" in value;
const fieldName = (key) => (knows(`f_${key.replace("-", "")}`) ? t(`f_${key.replace("-", "")}`) : key.replace(/[_-]/g, " "));
/** "French" of "fr"; what is no language's code stands as it is. */
function languageName(context, code) {
  try {
    return new Intl.DisplayNames([context.lang], { type: "language" }).of(code);
  } catch {
    return code;
  }
}
const degrees = (value, [plus, minus]) => `${Math.abs(value).toFixed(2)}° ${value < 0 ? minus : plus}`;

function show(context, value, key, record) {
  if (isEmpty(value)) return value === false ? t("f_no") : h("span", { class: "soft" }, "–");
  if (isReference(value)) {
    const date = value.interval ?? value.date ?? null;
    return [recordLink(context, value), date?.display && [" ", h("span", { class: "soft when" }, date.display)]];
  }
  if (isDate(value)) return dateBlock(value);
  if (Array.isArray(value)) return h("ul", { class: value.length > 1 ? "values" : "values single" }, value.map((one) => h("li", {}, show(context, one, key, record))));
  if (typeof value === "object") {
    if ("lat" in value && "lon" in value) return `${degrees(value.lat, ["N", "S"])}, ${degrees(value.lon, ["E", "W"])}`;
    if ("display" in value) return value.display;
    if ("name" in value && "value" in value) return `${value.name}: ${new Intl.NumberFormat(context.lang).format(value.value)} ${value.unit ?? ""}`;
    if (key === "office" && value.label) return value.label;
    return h("span", { class: "compound" }, Object.entries(value).filter(([, part]) => !isEmpty(part)).map(([name, part]) =>
      h("span", { class: `part part-${name}` }, name === "on_behalf_of" && h("span", { class: "soft" }, `${t("f_on_behalf_of")} `), show(context, part, name, record))));
  }
  if (value === true) return t("f_yes");
  if (key === "status") return context.data.kindLabel("relation", value);
  if (key === "diplomatic") return t(`diplomatic_${value}`);
  if (key === "kinds") return context.data.kindLabel("article", value);
  if (key === "languages" || key === "language") return languageName(context, value);
  if (VALUES.has(key)) return valueWord(value);
  if (key === "URL") return h("a", { href: value, rel: "external noreferrer" }, value);
  return String(value);
}

function facts(context, record) {
  const keys = [...ORDER, ...Object.keys(record).filter((key) => !ORDER.includes(key))];
  const disputed = record.disputed ?? [];
  return h("dl", { class: "facts" }, keys.filter((key) => !ELSEWHERE.has(key) && !isEmpty(record[key]) && !(key === "effects" && record.type === "event") && !(key === "secret" && record[key] === "none")).map((key) => [
    h("dt", {}, fieldName(key), disputed.some((pointer) => pointer === `/${key}` || pointer.startsWith(`/${key}/`)) && [" ", h("a", { href: "#claims", class: "flag-disputed", "data-scroll": "claims" }, t("disputed"))]),
    h("dd", { "data-field": key }, show(context, record[key], key, record)),
  ]));
}

function heading(context, record) {
  const others = Object.entries(record.labels ?? {}).filter(([language, label]) => language !== record.label_lang && label);
  return h("header", { class: "record-head" },
    h("p", { class: "kicker" },
      record.type === "control" && [swatch(record.kind, record.holder, context.data.colourOf), " "],
      t(`type_${record.type}`), " · ", context.data.kindLabel(record.type, record.kind)),
    h("h2", { id: "record-title", tabindex: "-1", lang: record.label_lang ?? null }, record.label),
    others.length > 0 && h("p", { class: "other-names" }, others.map(([language, label]) => h("span", { lang: language }, label))),
    record.summary && h("p", { class: "summary", lang: record.summary_lang ?? null }, record.summary),
    (record.aliases ?? []).length > 0 && h("p", { class: "soft aliases" }, `${t("also")}: ${record.aliases.join(", ")}`));
}

/** The day from which the record holds, to move the playhead to it. */
function dayButton(context, record) {
  const date = record.date ?? record.signed?.date ?? record.interval ?? record.in_force ?? record.existed;
  const day = date?.start?.earliest ?? date?.earliest;
  if (!day) return null;
  const [low, high] = context.data.period;
  if (toJdn(day) < low || toJdn(day) > high) return null;
  return h("button", { type: "button", class: "button primary", onclick: () => context.set({ at: day }, { push: true }) }, t("show_on_day", { date: date.start?.display ?? date.display }));
}

function articleList(context, articles) {
  // Numbers stand in the margin; "Additional 1" is too long for it and leads the first line.
  const name = ({ number, number_as_written: written }) => {
    const [, kind, n] = /^(preamble|additional|secret)(?:-(.+))?$/.exec(number) ?? [];
    return kind ? [t(`article_${kind}`, { n: n ?? "" }).trim(), "article-name"] : [written ?? number, "article-number"];
  };
  const number = (article) => {
    const [text, look] = name(article);
    return recordLink(context, article, look === "article-name" ? text : [h("span", { class: "hidden-visually" }, t("article", { n: article.number }), ", "), text], { class: look });
  };
  return h("section", { class: "articles" }, h("h3", {}, t("articles"), " ", h("span", { class: "count" }, articles.length)),
    h("ol", {}, articles.map((article) =>
      h("li", { "data-article": article.number },
        h("p", { class: "article-head" }, number(article),
          h("span", { class: "soft" }, article.kinds.map((kind) => context.data.kindLabel("article", kind)).join(" · ")),
          article.secret && h("span", { class: "flag-secret" }, t("secret"))),
        h("p", { class: "article-text", lang: article.text_lang ?? null }, article.text),
        article.from?.length > 0 && article.to?.length > 0 && article.from.map(({ id }) => id).join() !== article.to.map(({ id }) => id).join() &&
          h("p", { class: "soft article-way" }, article.from.map(({ label }) => label).join(" · "), h("span", { class: "arrow-right", "aria-hidden": "true" }), article.to.map(({ label }) => label).join(" · "))))));
}

function claimCard(context, claim) {
  const value = claim.value_kind === "value" ? show(context, claim.value, claim.field.split("/").filter((part) => !/^\d+$/.test(part)).at(-1)) : t(`${claim.value_kind}_value`);
  return h("article", { class: `claim rank-${claim.rank}`, "data-claim": claim.id },
    h("p", { class: "claim-head" }, h("span", { class: `rank rank-name-${claim.rank}` }, t(`rank_${claim.rank}`)), " ",
      claim.verified ? h("span", { class: "verified", title: t("verified_on", { date: claim.verified.on, method: claim.verified.method }) }, t("verified")) : h("span", { class: "unverified" }, t("unverified"))),
    h("div", { class: "claim-value" }, value),
    claim.rank_reason && h("p", { class: "reason" }, claim.rank_reason),
    h("p", { class: "soft" }, claim.source ? [recordLink(context, claim.source), claim.locator && `, ${claim.locator}`] : t("general")),
    h("p", {}, recordLink(context, claim, [t("type_claim"), h("span", { class: "hidden-visually" }, ` ${claim.label}`)], { class: "quiet" })));
}

const pointerWords = (pointer) => pointer.split("/").filter(Boolean).map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : fieldName(part))).join(" · ");

function claimList(context, claims, where) {
  const fields = new Map();
  for (const claim of claims) {
    if (!fields.has(claim.field)) fields.set(claim.field, []);
    fields.get(claim.field).push(claim);
  }
  const rank = ["preferred", "normal", "deprecated"];
  for (const list of fields.values()) list.sort((one, other) => rank.indexOf(one.rank) - rank.indexOf(other.rank));
  const sorted = [...fields].sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }));
  const disputed = sorted.filter(([, list]) => list.some(({ conflicts_with: others }) => others.length > 0));
  const verified = claims.filter((claim) => claim.verified).length;
  const group = ([field, list]) => h("section", { class: "claim-group" }, h("h4", {}, pointerWords(field)), h("div", { class: "claim-row" }, list.map((claim) => claimCard(context, claim))));
  const all = h("details", { class: "section all-claims" }, h("summary", {}, h("h4", {}, t("all_claims")), h("span", { class: "count" }, claims.length)));
  all.addEventListener("toggle", () => all.open && all.childElementCount === 1 && all.append(...sorted.map(group)), { once: false });
  return h("section", { class: "claims", id: "claims" },
    h("h3", {}, t("claims")), h("p", { class: "lede" }, t("claims_intro")),
    h("ul", { class: "tally" }, h("li", {}, t("claims_count", { n: claims.length })), h("li", { class: "is-verified" }, t("verified_count", { n: verified })), claims.length > verified && h("li", { class: "is-unverified" }, t("unverified_count", { n: claims.length - verified })),
      disputed.length > 0 && h("li", { class: "is-disputed" }, t("conflicts_count", { n: disputed.length }))),
    disputed.map(group), all, requestBar(where));
}

function sourceList(context, sources) {
  if (!sources?.length) return null;
  return h("section", {}, h("h3", {}, t("sources")), h("ul", { class: "rows" }, sources.map((source) => h("li", {}, recordLink(context, source), source.locator && h("span", { class: "soft" }, `, ${source.locator}`)))));
}

function takeAway(context, record, where) {
  const formats = FORMATS[record.type]; // as the contract has them: build.mjs puts them here
  const quote = h("div", {});
  const cite = h("details", { class: "section cite" }, h("summary", {}, h("h3", {}, t("cite"))), quote);
  cite.addEventListener("toggle", async () => {
    if (!cite.open || quote.childElementCount > 0) return;
    const bibtex = target(record.href, { format: "bibtex", lang: context.lang });
    try {
      const text = await get(bibtex, "text");
      quote.replaceChildren(h("pre", { tabindex: "0" }, text), copyButton(t("copy"), text));
    } catch (error) {
      quote.replaceChildren(problemBox(error));
    }
  });
  return [
    cite,
    h("p", { class: "formats" }, h("span", { class: "soft" }, `${t("formats")}: `), formats.map((format, n) => [n > 0 && " · ", h("a", { href: absolute(target(record.href, { format })) }, format)])),
    requestBar(where),
  ];
}

/** The event around which causes are drawn: the record itself, or the signing of the treaty. */
function eventOf(record) {
  if (record.type === "event") return record;
  if (record.type !== "treaty") return null;
  return record.events?.find(({ id }) => id.startsWith("signing")) ?? record.events?.[0] ?? null;
}

export async function recordView(context, root) {
  const where = context.record();
  if (!where) return root.replaceChildren(h("p", { class: "lede" }, t("record_none")));
  const request = target(`/${where}`, { lang: context.lang });
  root.replaceChildren(waiting());
  try {
    const record = await get(request);
    if (context.record() !== where || !context.isShown("record")) return;
    const [articles, claims, graph] = [h("div", {}), h("div", {}), h("div", {})];
    const event = eventOf(record);
    root.replaceChildren(...[
      h("div", { class: "record-tools" }, dayButton(context, record), h("button", { type: "button", class: "button close", onclick: () => context.set({ record: null, view: null }, { push: true }) }, t("close"))),
      heading(context, record), facts(context, record), articles,
      event && h("section", {}, h("h3", {}, t("graph")), graph),
      claims, record.type !== "source" && sourceList(context, record.sources), ...takeAway(context, record, request),
    ].filter(Boolean));
    context.focusOn(record);
    const jobs = [];
    if (record.type === "treaty") jobs.push(get(target(`${record.href}/articles`, { limit: 500, lang: context.lang })).then(({ items }) => items.length > 0 && articles.replaceChildren(articleList(context, items)), (error) => articles.replaceChildren(problemBox(error))));
    if (event) jobs.push(graphView(context, graph, event));
    if (record.type !== "claim" && record.type !== "source") {
      const of = target(`${record.href}/claims`, { limit: 500, lang: context.lang });
      jobs.push(get(of).then(({ items }) => items.length > 0 && claims.replaceChildren(claimList(context, items, of)), (error) => claims.replaceChildren(problemBox(error))));
    }
    await Promise.all(jobs);
  } catch (error) {
    root.replaceChildren(problemBox(error, () => recordView(context, root)));
  }
}
