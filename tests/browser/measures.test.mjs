// What a first view costs, and what a page that is fit to be seen has: what a Lighthouse would look at. Times
// are told and never judged; README.md here has them of one machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visiting } from "./browser.mjs";

const LIMIT = 150_000; // bytes of page, style, script and land, compressed
const MOST_SHIFT = 0.1; // of layout: what counts as good
const SCREENS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844, hasTouch: true, isMobile: true } };
const visitor = visiting();

/** A first view with nothing kept: each context is new. */
const view = (name, options, act, path = "/") =>
  test(`measures: ${name}`, async (t) => {
    const { page, faults, close } = await open(visitor.browser, visitor.server.page, path, options);
    try {
      await page.waitForLoadState("networkidle");
      await act(page, t);
      assert.deepEqual(faults, []); // an error, a refused policy, a request off the origin
    } finally {
      await close();
    }
  });

const loaded = (page) =>
  page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(({ name, encodedBodySize, initiatorType }) => ({ path: new URL(name).pathname, bytes: encodedBodySize, by: initiatorType })));

/** What the browser saw of a kind, from the beginning on. */
const seen = (page, type) =>
  page.evaluate((kind) => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().map(({ value, startTime, hadRecentInput }) => ({ value, startTime, hadRecentInput })))).observe({ type: kind, buffered: true });
    setTimeout(() => done([]), 1000); // nothing of the kind was seen
  }), type);

view("the page, its style, its script and the land are small", SCREENS.desk, async (page, t) => {
  const files = await loaded(page);
  const own = files.filter(({ path }) => path === "/" || path.startsWith("/assets/"));
  const bytesOf = (pattern) => own.filter(({ path }) => pattern.test(path)).reduce((sum, { bytes }) => sum + bytes, 0);
  const all = bytesOf(/./);
  t.diagnostic(`figure: ${bytesOf(/\.js$/)} bytes of script, ${bytesOf(/\.css$/)} of style, ${bytesOf(/^\/$/)} of page, ${bytesOf(/\.json$/)} of land, compressed`);
  t.diagnostic(`figure: ${files.length} requests, ${files.reduce((sum, { bytes }) => sum + bytes, 0) - all} bytes of data, compressed`);
  assert.ok(bytesOf(/\.js$/) > 0 && all < LIMIT, `${all} bytes`);
});

for (const [screen, options] of Object.entries(SCREENS))
  for (const [what, path] of Object.entries({ "the first view": "/", "a record": "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905" }))
    view(`${what} stands still while it loads, on a ${screen}`, options, async (page, t) => {
      const shifts = await seen(page, "layout-shift");
      const shift = shifts.filter(({ hadRecentInput }) => !hadRecentInput).reduce((sum, { value }) => sum + value, 0);
      const paints = await seen(page, "largest-contentful-paint");
      const ready = await page.evaluate(() => performance.getEntriesByName("ready")[0].startTime);
      t.diagnostic(`figure: ${what}, ${screen}: layout shift ${shift.toFixed(3)}, largest contentful paint ${Math.round(paints.at(-1)?.startTime ?? NaN)} ms, usable after ${Math.round(ready)} ms`);
      assert.ok(shift <= MOST_SHIFT, String(shift));
    }, path);

view("the head says what the page is, and its parts are landmarks", SCREENS.desk, async (page) => {
  assert.match(await page.title(), /Japan and Russia/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.ok((await page.getAttribute('meta[name="description"]', "content")).length > 50);
  assert.match(await page.getAttribute('meta[name="viewport"]', "content"), /width=device-width/);
  assert.equal(await page.locator("h1").count(), 1);
  for (const landmark of ["banner", "main", "navigation", "search", "contentinfo"]) assert.equal(await page.getByRole(landmark).count(), 1, landmark);
});

view("every way to act has a name, and none is too small for a finger", SCREENS.phone, async (page) => {
  const buttons = await page.$$eval("button, select, input, .menu a", (all) => all.filter((one) => one.checkVisibility()).map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return { name: one.getAttribute("aria-label") ?? (one.innerText || one.labels?.[0]?.innerText || ""), width, height };
  }));
  assert.ok(buttons.length > 15);
  for (const { name, width, height } of buttons) assert.ok(name.trim() && width >= 24 && height >= 24, `${name} ${width} × ${height}`); // WCAG 2.2, 2.5.8
});
