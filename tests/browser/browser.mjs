// The machine's Chromium without a window, and pages that remember whatever went wrong on them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { chromiumOfMachine } from "../support/chromium.mjs";
import { start } from "./server.mjs";

const LIMIT = 30_000; // a sanitized server on a busy machine is slow

export const launch = () => chromium.launch(chromiumOfMachine());

/** A server and a browser for the tests of a file: { server, browser } while they run. */
export function visiting() {
  const visit = {};
  before(async () => {
    visit.server = await start();
    visit.browser = await launch();
  });
  after(async () => {
    await visit.browser?.close();
    await visit.server?.stop();
  });
  return visit;
}

/** A page at `path` that is ready; `faults` fills with console errors, refused policies and requests that leave the origin. */
export async function open(browser, origin, path = "/", { width = 1280, height = 900, theme = "light", language = "en-GB", isExplorer = true, ...rest } = {}) {
  const browsing = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: language, reducedMotion: "reduce", ...rest });
  browsing.setDefaultTimeout(LIMIT);
  const page = await browsing.newPage();
  const faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== origin) faults.push(`off origin: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(origin + path);
  if (isExplorer && rest.javaScriptEnabled !== false) await page.waitForSelector("body[data-ready]");
  return { page, faults, close: () => browsing.close() };
}

export async function settled(page, day) {
  await page.waitForFunction((wanted) => document.body.dataset.day === wanted, day);
}

/** Tests of `what`, each on a page of its own, which must end without a console error, a refused policy or a request off the origin. */
export const visits = (visitor, what) => (name, path, act, options) =>
  test(`${what}: ${name}`, async (t) => {
    const { page, faults, close } = await open(visitor.browser, visitor.server.page, path, options);
    try {
      await act(page, t, faults);
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });
