// axe on every view, in both themes, on a phone and on a desk: nothing serious, nothing critical.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, visiting } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const VIEWS = {
  day: "/?at=1905-03-01",
  record: "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905",
  event: "/?at=1895-04-23&record=events/triple-intervention",
  changes: "/?view=changes&from=1875-01-01&to=1875-12-31",
  chronicle: "/?view=list",
  search: "/?view=search&q=%E6%A8%BA%E5%A4%AA",
  japanese: "/?at=1905-03-01&lang=ja",
};
const visitor = visiting();

for (const theme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    // What differs in words and lists alone is looked at once by day and once by night.
    const isWhole = (theme === "light") === (width === 1280);
    for (const [view, path] of Object.entries(VIEWS).filter(([name]) => isWhole || ["day", "record"].includes(name))) {
      test(`accessibility: axe finds nothing serious in the ${view} view, ${theme}, ${width} px`, async () => {
        // The policy of the page would refuse axe itself.
        const { page, close } = await open(visitor.browser, visitor.server.page, path, { theme, width, bypassCSP: true });
        try {
          await page.waitForSelector("#view .request");
          await page.evaluate(axe);
          const { violations } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags, resultTypes: ["violations"] }), TAGS);
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ target, failureSummary }) => `${target} ${failureSummary.split("\n")[1] ?? ""}`).join("; ")}`), []);
        } finally {
          await close();
        }
      });
    }
  }
}
