// The two pages of examples/, in a browser, from another origin than the API's: as on a developer's machine.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { serve } from "../data/server.mjs";
import { launch } from "../formats/browser.mjs";

const examples = fileURLToPath(new URL("examples/", import.meta.url));
const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Treaties</title><body>`;
let server, pages, origin, browser, files;

before(async () => {
  const { outputFiles: [bundle] } = await build({
    entryPoints: [`${examples}treaties.tsx`], bundle: true, minify: true, write: false, jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  files = {
    "/plain.html": ["text/html", await readFile(`${examples}plain.html`)],
    "/treaties.html": ["text/html", `${head}<script type="module" src="treaties.js"></script>`],
    "/treaties.js": ["text/javascript", bundle.text],
    "/favicon.ico": ["image/png", ""],
  };
  pages = createServer((request, reply) => {
    const [type, body] = files[new URL(request.url, "http://127.0.0.1").pathname] ?? ["text/plain", "none"];
    reply.setHeader("content-type", `${type}; charset=utf-8`).end(body);
  });
  await new Promise((ready) => pages.listen(0, "127.0.0.1", ready));
  origin = `http://127.0.0.1:${pages.address().port}`;
  [server, browser] = await Promise.all([serve(), launch()]);
});

after(async () => {
  await browser?.close();
  pages?.close();
  pages?.closeAllConnections();
  await server?.stop();
});

// A page of ours that talks to the live server, and what went wrong on it: no fault of the page's own, no
// request to anyone else.
async function open(name) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const { origin: asked } = new URL(request.url());
    if (asked !== origin && asked !== server.origin) faults.push(request.url());
  });
  await page.goto(`${origin}/${name}?api=${encodeURIComponent(server.origin)}`);
  return { page, faults };
}

// The texts of an element's list, once there are as many.
async function list(page, count) {
  await page.waitForFunction((wanted) => document.querySelectorAll("li").length === wanted, count, { timeout: 60_000 });
  return page.locator("li").allTextContents();
}

test("clients: the plain page searches in any script", async () => {
  const found = await server.get(`/search?limit=10&q=${encodeURIComponent("樺太")}`);
  const { page, faults } = await open("plain.html");
  assert.deepEqual(await list(page, found.items.length), found.items.map(({ label, type }) => `${label} (${type})`));
  const next = await server.get(`/search?limit=10&q=${encodeURIComponent("Крузенштерн")}`);
  await page.locator("input").fill("Крузенштерн");
  await page.locator("input").press("Enter");
  await page.getByText(`${next.total} found`).waitFor({ timeout: 60_000 });
  assert.deepEqual(await page.locator("li").allTextContents(), next.items.map(({ label, type }) => `${label} (${type})`));
  const link = await page.locator("li a").first().getAttribute("href");
  assert.equal((await fetch(link)).status, 200);
  assert.deepEqual(faults, []);
  await page.close();
});

test("clients: the plain page tells what is wrong with a search", async () => {
  const { page, faults } = await open("plain.html");
  await page.locator("li").first().waitFor();
  await page.locator("input").fill("");
  await page.locator("input").press("Enter");
  await page.getByRole("status").getByText("q: ").waitFor({ timeout: 60_000 });
  assert.deepEqual(faults, []);
  await page.close();
});

test("clients: the React page lists the treaties in force on a day", async () => {
  const at = async (day) => (await server.get(`/treaties?between=empire-of-japan,russian-empire&at=${day}`)).items;
  const words = (items) => items.map(({ label, signed }) => `${label}, ${signed?.date?.display ?? ""}`);
  const first = await at("1860-01-01"), second = await at("1880-01-01");
  assert.notEqual(first.length, second.length);
  const { page, faults } = await open("treaties.html");
  assert.deepEqual(await list(page, first.length), words(first));
  await page.locator("input").fill("1880-01-01");
  assert.deepEqual(await list(page, second.length), words(second));
  await page.locator("input").fill("1880-13");
  await page.getByRole("alert").getByRole("button", { name: "1880-12" }).click({ timeout: 60_000 });
  assert.equal((await list(page, (await at("1880-12")).length)).length > 0, true);
  assert.equal(await page.locator("input").inputValue(), "1880-12");
  assert.deepEqual(faults, []);
  await page.close();
});

test("clients: the React page has thirty lines or so", async (t) => {
  const lines = (await readFile(`${examples}treaties.tsx`, "utf8")).trimEnd().split("\n").length;
  t.diagnostic(`figure: ${lines} lines, ${files["/treaties.js"][1].length} bytes bundled`);
  assert.ok(lines <= 36, `${lines}`);
});
