// The timeline as a table, for those who read rather than look.
import { h } from "./dom.js";
import { LANE_ORDER } from "./history.js";
import { recordLink, requestBar } from "./pieces.js";
import { t } from "./words.js";

export function chronicleView(context, root) {
  const { marks, kindLabel, requests } = context.data;
  const body = h("tbody", {});
  const choice = h("select", {}, [["", t("all")], ...LANE_ORDER.map((lane) => [lane, t(`lane_${lane}`)])].map(([value, label]) => h("option", { value }, label)));
  const fill = () => {
    let decade = null;
    const rows = [];
    for (const mark of marks.filter(({ lane }) => !choice.value || lane === choice.value)) {
      const year = (mark.date.earliest ?? mark.date.latest).slice(0, 3);
      if (year !== decade) {
        decade = year;
        rows.push(h("tr", { class: "decade" }, h("th", { colspan: 2, scope: "rowgroup" }, `${decade}0–${decade}9`)));
      }
      rows.push(h("tr", {},
        h("td", { class: "when" }, mark.date.display),
        h("td", {}, recordLink(context, mark, mark.label, { "data-day": mark.days.starts[0] ?? mark.days.starts[1] }), h("br"), h("span", { class: "soft" }, kindLabel(mark.type, mark.kind)))));
    }
    body.replaceChildren(...rows);
  };
  choice.addEventListener("change", fill);
  fill();
  root.replaceChildren(
    h("p", { class: "lede" }, t("list_intro")),
    h("label", { class: "field inline" }, h("span", {}, t("list_filter")), choice),
    h("table", { class: "chronicle" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("date")), h("th", { scope: "col" }, t("what")))), body),
    requestBar(requests.timeline));
}
