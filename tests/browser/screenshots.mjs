// The pictures of the README: node screenshots.mjs BUILD [OUTDIR]. With --all, every view at three widths in both themes, to look at.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, open } from "./browser.mjs";
import { start } from "./server.mjs";

const PICTURES = [
  { name: "explorer", path: "/?at=1905-03-01", width: 1440, height: 1060, theme: "light" },
  { name: "explorer-record", path: "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905", width: 1440, height: 1060, theme: "dark", scrollTo: ".timeline" },
  { name: "explorer-phone", path: "/?at=1875-08-22&lang=ja", width: 390, height: 844, theme: "light" },
];
// A view is a path, with what is done there first; pages that are not the explorer have nothing to wait for.
const clicks = (selector, times = 1) => async (page) => {
  for (let n = 0; n < times; n += 1) await page.click(selector);
};
const VIEWS = {
  day: "/?at=1905-03-01", record: "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905", event: "/?at=1895-04-23&record=events/triple-intervention",
  changes: "/?view=changes&from=1875-01-01&to=1875-12-31&at=1875-12-31", list: "/?view=list", search: "/?view=search&q=Крузенштерн", zoomed: "/?at=1904-02-08&span=1903-01-01/1906-01-01", ja: "/?at=1855-02-07&lang=ja", ru: "/?at=1875-08-22&lang=ru", voyage: "/?at=1792-10-20&record=events/laxman-expedition",
  "record-ja": "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905&lang=ja", "record-ru": "/?at=1895-04-23&record=events/triple-intervention&lang=ru",
  person: "/?at=1805-03-01&record=actors/putyatin-yevfimy", territory: "/?at=1867-04-01&record=control/control-sakhalin-joint-1867", source: "/?record=sources/keu-ocr",
  "map-near": { path: "/?at=1855-02-07", act: clicks("#map-in", 3) },
  deeper: { path: "/?at=1904-02-08&record=events/russo-japanese-war", act: clicks(".graph ~ .button") },
  cite: { path: "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905", act: async (page) => {
    for (const part of [".all-claims summary", ".cite summary"]) await page.click(part);
    await page.waitForSelector(".cite pre");
  } },
  suggestions: { path: "/", act: async (page) => {
    await page.fill("#search-input", "Sakh");
    await page.waitForSelector('#suggestions [role="option"]');
  } },
  tooltip: { path: "/?at=1855-02-07", act: (page) => page.focus('.timeline-picture a[data-record="treaties/treaty-of-shimoda-1855"]') },
  nothing: "/?view=search&q=putiatn", unknown: "/?record=treaties/treaty-of-portsmuth", print: { path: "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905", media: "print" },
  docs: { path: "/docs", ready: "#reference:not([hidden]) h1" }, operations: { path: "/docs/operations", ready: "main" }, guide: { path: "/docs/dates", ready: "main" }, problem: { path: "/problems/invalid-parameter", ready: "body" },
};
const ALL = Object.entries(VIEWS).flatMap(([view, what]) =>
  [360, 768, 1440].flatMap((width) => ["light", "dark"].map((theme) => ({ name: `${view}-${width}-${theme}`, ...(what.path ? what : { path: what }), width, height: 1000, theme, fullPage: true }))));

/** Chromium draws PNG and JPEG alone, but its canvas writes WebP, a third the size. */
async function toWebp(png) {
  const blank = await browser.newPage();
  const url = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.86);
  }, `data:image/png;base64,${png.toString("base64")}`);
  await blank.close();
  return Buffer.from(url.split(",")[1], "base64");
}

const words = process.argv.slice(2);
const pictures = words.includes("--all") ? ALL : PICTURES;
const [build, out = join(dirname(fileURLToPath(import.meta.url)), "screenshots")] = words.filter((word) => !word.startsWith("--"));
const only = words.find((word) => word.startsWith("--only="))?.slice("--only=".length);
process.env.CHANCERY_BINARY ??= join(resolve(build), "chancery");
process.env.CHANCERY_DB ??= join(resolve(build), "japan-russia.db");
mkdirSync(out, { recursive: true });
const server = await start();
const browser = await launch();
for (const { name, path, width, height, theme, scrollTo, act, media, ready = "#view :is(.request, .problem, .lede)", fullPage = false } of pictures) {
  if (only && !new RegExp(only).test(name)) continue;
  const { page, faults, close } = await open(browser, server.page, path, { width, height, theme, isExplorer: path.startsWith("/?") || path === "/" });
  await page.waitForSelector(ready);
  await page.waitForLoadState("networkidle");
  await act?.(page);
  if (media) await page.emulateMedia({ media });
  await page.waitForTimeout(250);
  if (scrollTo) await page.locator(scrollTo).evaluate((element) => element.scrollIntoView());
  const bytes = await page.screenshot({ fullPage });
  if (fullPage) writeFileSync(join(out, `${name}.png`), bytes);
  else writeFileSync(join(out, `${name}.webp`), await toWebp(bytes));
  for (const fault of faults) console.error(`${name}: ${fault}`);
  await close();
}
await browser.close();
await server.stop();
