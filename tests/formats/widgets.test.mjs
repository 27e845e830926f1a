// The two timeline widgets themselves, in a browser, on a page of another origin that has nothing but the
// widget and our URL. Whatever asks for another machine than this one is refused and told.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { program, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";
import { launch } from "./browser.mjs";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));
const screenshots = join(dirname(program), "tests/screenshots");
const timelinejs = "/@knight-lab/timelinejs/dist", vis = "/vis-timeline";
const shared = [timelinejs, `${vis}/standalone`, `${vis}/styles`];
const types = { ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const script = `<img src=x onerror="window.hacked = 'image'">`;
const address = `www.a'onmouseover='window.hacked=1'style='position:fixed;inset:0`;

let server, hostile, pages, origin, browser, html = "";

// The page that is asked for at the moment, and the files of the two widgets.
async function answer(request, reply) {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  reply.setHeader("content-type", types[extname(pathname)] ?? "text/html; charset=utf-8");
  if (pathname === "/") return reply.end(html);
  try {
    assert.ok(shared.some((folder) => pathname.startsWith(folder)), pathname);
    reply.end(await readFile(join(modules, pathname)));
  } catch {
    reply.writeHead(404).end();
  }
}

const hostileWords = (words) => ({ ...words, en: `${words.en} ${script}` });

before(async () => {
  server = await serve();
  hostile = await serveAltered({
    "dataset.json": (dataset) => {
      dataset.title = hostileWords(dataset.title);
      dataset.description = hostileWords(dataset.description);
      dataset.citation += script;
      for (const kinds of Object.values(dataset.kinds))
        for (const kind of Object.keys(kinds)) kinds[kind] = hostileWords(kinds[kind]);
      dataset.languages[0].dates = { range: `{start} ${script} {end}`, day: `{day} {month} {year} ${script}` };
    },
    "events/war.json": (events) => {
      for (const event of events) {
        event.labels.en = `${script} ${event.id} ${address}`;
        event.summary = { en: `${script} ${address}` };
      }
    },
    "relations.json": (relations) => {
      for (const relation of relations) relation.labels.en = `${script} ${relation.id}`;
    },
  });
  pages = createServer(answer);
  await new Promise((ready) => pages.listen(0, "127.0.0.1", ready));
  origin = `http://127.0.0.1:${pages.address().port}`;
  browser = await launch();
  await mkdir(screenshots, { recursive: true });
});

after(async () => {
  await browser?.close();
  pages?.close();
  pages?.closeAllConnections();
  await server?.stop();
  await hostile?.stop();
});

const head = `<!doctype html><meta charset=utf-8><link rel=icon href="data:,">`;

// `font: null` and `script_path`: it would load its style sheet of fonts from its makers' servers.
const timelinejsPage = (url) => `${head}
  <link rel=stylesheet href="${timelinejs}/css/timeline.css">
  <body style="margin:0"><div id=t style="width:1400px;height:800px"></div>
  <script src="${timelinejs}/js/timeline.js"></script>
  <script>window.timeline = new TL.Timeline("t", ${JSON.stringify(url)},
    { font: null, script_path: "${origin}${timelinejs}/js/" });</script>`;

const visPage = (url) => `${head}
  <link rel=stylesheet href="${vis}/styles/vis-timeline-graph2d.min.css">
  <style>.vis-item.possible { opacity: 0.4; border-style: dashed }</style>
  <body><div id=t></div>
  <script src="${vis}/standalone/umd/vis-timeline-graph2d.min.js"></script>
  <script>fetch(${JSON.stringify(url)}).then((r) => r.json()).then((d) => {
    window.timeline = new vis.Timeline(document.getElementById("t"), d.items, d.groups);
  });</script>`;

// Open a page and wait until the widget shows what `ready` selects. Nothing may go wrong on the way.
async function open(markup, ready) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const faults = [];
  html = markup;
  page.on("pageerror", ({ message }) => faults.push(`error: ${message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push("dialog");
    dialog.dismiss();
  });
  await page.route("**", (route) => {
    const { protocol, hostname, href } = new URL(route.request().url());
    if (protocol === "data:" || hostname === "127.0.0.1") return route.continue();
    faults.push(`request: ${href}`);
    return route.abort();
  });
  await page.goto(`${origin}/`);
  await page.waitForSelector(ready, { state: "attached", timeout: 20_000 });
  return { page, faults };
}

async function inTimelineJs(url, work) {
  const { page, faults } = await open(timelinejsPage(url), ".tl-timemarker");
  await work(page);
  await page.close();
  assert.deepEqual(faults, []);
}

// With groups this version of vis-timeline (8.5.4) fits its window to the items and does not draw that until
// something moves, whatever the items are: the page draws.
async function inVis(url, work) {
  const { page, faults } = await open(visPage(url), ".vis-item");
  await page.evaluate(() => window.timeline.redraw());
  await page.waitForFunction(() => document.querySelectorAll(".vis-group .vis-item").length > 0);
  await work(page);
  await page.close();
  assert.deepEqual(faults, []);
}

const day = ({ year, month = 1, day: ofMonth = 1 }) =>
  [year, `${month}`.padStart(2, "0"), `${ofMonth}`.padStart(2, "0")].join("-");
const count = (page, selector) => page.locator(selector).count();
const query = "/timeline?from=1850&to=1880";

test("timelinejs: it makes a slide and a marker of each row, after a title, and draws the eras", async () => {
  const reply = await server.get(`${query}&format=timelinejs`);
  const { total } = await server.get(query);
  assert.equal(reply.events.length, total);
  await inTimelineJs(`${server.origin}${query}&format=timelinejs`, async (page) => {
    assert.equal(await count(page, ".tl-slide"), total + 1);
    assert.equal(await count(page, ".tl-timemarker"), total);
    assert.equal(await count(page, ".tl-timeera"), reply.eras.length);
    await page.screenshot({ path: join(screenshots, "timelinejs-title.png") });
  });
});

test("timelinejs: eras are phases of relations, and those of different pairs do not overlap", async () => {
  const [{ eras }, { items }] = await Promise.all([
    server.get("/timeline?format=timelinejs"), server.get("/relations?limit=500")]);
  const labels = new Set(items.map(({ label }) => label));
  const times = eras.map(({ pair, start_date, end_date }) => ({ pair, start: day(start_date), end: day(end_date) }));
  assert.ok(new Set(times.map(({ pair }) => pair)).size > 1);
  for (const { text } of eras) assert.ok(labels.has(text.headline), text.headline);
  for (const one of times)
    for (const other of times)
      assert.ok(one.pair === other.pair || one.end <= other.start || other.end <= one.start,
        `${JSON.stringify(one)} ${JSON.stringify(other)}`);
});

test("timelinejs: a treaty's slide has its name, its day in words and in three calendars, and its path", async () => {
  await inTimelineJs(`${server.origin}${query}&format=timelinejs`, async (page) => {
    await page.evaluate(() => window.timeline.goToId("treaty-of-shimoda-1855"));
    const slide = page.locator("#treaty-of-shimoda-1855");
    assert.equal(await slide.locator(".tl-headline").textContent(), "Treaty of Shimoda");
    assert.equal(await slide.locator(".tl-headline-date").textContent(), "7 February 1855");
    assert.match(await slide.locator(".tl-text-content").textContent(), /1855-01-26 \(Julian\), Ansei 1-12-21/);
    assert.equal(await slide.locator("a").getAttribute("href"), "/treaties/treaty-of-shimoda-1855");
    await page.waitForTimeout(2000);
    await page.screenshot({ path: join(screenshots, "timelinejs-slide.png") });
  });
});

test("timelinejs: dates that are not known to the day are shown from the earliest to the latest, in our words", async () => {
  const [{ items }, { events }] = await Promise.all([
    server.get("/events?limit=500"), server.get("/events?format=timelinejs")]);
  const slides = new Map(events.map((slide) => [slide.unique_id, slide]));
  const dated = items.filter(({ date }) => date?.earliest && date.latest && date.precision !== "day");
  assert.ok(dated.length > 50);
  for (const { id, date } of dated) {
    const { start_date, end_date, display_date } = slides.get(id);
    assert.equal(day(start_date), date.earliest, id);
    assert.equal(day(end_date ?? start_date), date.latest, id);
    assert.equal(display_date, date.display, id);
  }
  const year = dated.find(({ date }) => date.precision === "year");
  assert.deepEqual(Object.keys(slides.get(year.id).start_date), ["year", "display_date"]);
});

test("vis-timeline: every item is drawn, those that are only possible as such, in groups by type", async () => {
  const { items, groups } = await server.get(`${query}&format=vis`);
  const { total } = await server.get(query);
  const possible = items.filter(({ className }) => className.split(" ").includes("possible"));
  assert.equal(items.filter(({ id }) => !id.endsWith("~")).length, total);
  assert.ok(possible.length > 10);
  await inVis(`${server.origin}${query}&format=vis`, async (page) => {
    for (const type of ["range", "point"])
      assert.equal(await count(page, `.vis-item.vis-${type}`), items.filter((item) => item.type === type).length);
    assert.equal(await count(page, ".vis-item.possible:is(.vis-range, .vis-point)"), possible.length);
    assert.deepEqual((await page.locator(".vis-label").allTextContents()).sort(),
      groups.map(({ content }) => content).sort());
    assert.equal(await count(page, ".vis-item:has-text('Treaty of Shimoda'):is(.vis-point)"), 1);
    await page.screenshot({ path: join(screenshots, "vis-timeline.png") });
  });
});

test("vis-timeline: what is certain lies over what is possible, on one line", async () => {
  await inVis(`${server.origin}/control?format=vis`, async (page) => {
    const boxes = await page.locator(".vis-item.vis-range").evaluateAll((items) => items.map((item) => {
      const { top, left, right } = item.getBoundingClientRect();
      return { possible: item.classList.contains("possible"), top, left, right };
    }));
    const halos = boxes.filter(({ possible }) => possible);
    const cores = boxes.filter(({ possible }) => !possible);
    const covered = halos.filter((halo) => cores.some((core) => Math.abs(core.top - halo.top) < 1 &&
      core.left >= halo.left - 1 && core.right <= halo.right + 1));
    const { items } = await server.get("/control?format=vis");
    const isRange = new Set(items.filter(({ type }) => type === "range").map(({ id }) => id));
    const expected = items.filter(({ id }) => id.endsWith("~") && isRange.has(id.slice(0, -1)));
    assert.ok(expected.length > 10);
    assert.equal(covered.length, expected.length);
    await page.screenshot({ path: join(screenshots, "vis-control.png") });
  });
});

test("vis-timeline: an item ends on the day after its record does, and one that goes on, where coverage does", async () => {
  const [{ items }, { items: rows }, { coverage }] = await Promise.all([
    server.get("/control?format=vis"), server.get("/control?limit=500"), server.get("/dataset")]);
  const drawn = new Map(items.map((item) => [item.id, item]));
  const next = (day) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  let ended = 0, open = 0;
  for (const { id, interval } of rows) {
    const whole = drawn.get(`${id}~`) ?? drawn.get(id);
    if (interval.end_kind === "open" && interval.earliest && interval.latest === null) {
      assert.ok(whole.className.includes("ongoing"), id);
      const ends = [next(coverage.period.latest), next(interval.start.latest)];
      if (whole.type === "range") assert.ok(ends.includes(whole.end), id);
      open++;
    } else if (interval.earliest && interval.latest && interval.earliest !== interval.latest) {
      assert.deepEqual([whole.start, whole.end], [interval.earliest, next(interval.latest)], id);
      ended++;
    }
  }
  assert.ok(ended > 30 && open > 5, `${ended} ${open}`);
});

test("vis-timeline: a treaty is drawn for as long as it is in force", async () => {
  const { items } = await server.get("/treaties?format=vis");
  const treaty = items.find(({ id }) => id === "treaty-of-shimoda-1855");
  assert.deepEqual([treaty.start, treaty.end], ["1856-12-07", "1899-07-18"]);
  await inVis(`${server.origin}/treaties?format=vis`, async (page) =>
    page.screenshot({ path: join(screenshots, "vis-treaties.png") }));
});

// No markup of the dataset's is markup on the page, and none of its scripts ran.
async function checkHarmless(page, selector) {
  assert.equal(await count(page, "#t img, #t [onerror], #t [onmouseover]"), 0);
  assert.ok((await page.locator(selector).allTextContents()).some((text) => text.includes(script)), selector);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
}

for (const path of ["/timeline", "/events", "/relations"]) {
  test(`timelinejs: labels, summaries, kinds and dates of ${path} that are markup are shown as text`, async () => {
    await inTimelineJs(`${hostile.origin}${path}?format=timelinejs`, async (page) => {
      for (const selector of [".tl-headline", ".tl-headline-date", ".tl-text-content"])
        await checkHarmless(page, selector);
      if (path === "/events") await checkHarmless(page, ".tl-timegroup-message");
    });
  });

  test(`vis-timeline: labels, kinds and dates of ${path} that are markup are shown as text`, async () => {
    await inVis(`${hostile.origin}${path}?format=vis`, async (page) => {
      await checkHarmless(page, ".vis-item-content");
      if (path !== "/timeline") await checkHarmless(page, ".vis-label");
      await page.locator(".vis-item.certain:is(.vis-point, .vis-range)").first()
        .hover({ position: { x: 3, y: 8 }, timeout: 5000 });
      await page.waitForSelector(".vis-tooltip");
      await checkHarmless(page, ".vis-tooltip");
    });
  });
}
