// The machine's Chromium without a window, and pages that remember whatever went wrong on them.
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const LIMIT = 30_000; // a sanitized server on a busy machine is slow

function findBrowser() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const files = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, `there is no ${names.join(", ")} on the PATH`);
  return found;
}

export const launch = () => chromium.launch({ executablePath: findBrowser(), args: FLAGS });

/** A page at `path` that is ready; `faults` fills with console errors, refused policies and requests that leave the origin. */
export async function open(browser, origin, path = "/", { width = 1280, height = 900, theme = "light", language = "en-GB", ...rest } = {}) {
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
  if (rest.javaScriptEnabled !== false) await page.waitForSelector("body[data-ready]");
  return { page, faults, close: () => browsing.close() };
}

export async function settled(page, day) {
  await page.waitForFunction((wanted) => document.body.dataset.day === wanted, day);
}
