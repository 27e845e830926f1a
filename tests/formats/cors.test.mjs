// Scripts of another origin, in a real browser: what they may ask, send and read.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { serve } from "../data/server.mjs";
import { launch } from "./browser.mjs";

let server, pages, browser, page;

before(async () => {
  server = await serve();
  pages = createServer((_, reply) => reply.setHeader("content-type", "text/html").end("<!doctype html><title>Elsewhere</title>"));
  await new Promise((ready) => pages.listen(0, "127.0.0.1", ready));
  browser = await launch();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
});

after(async () => {
  await browser?.close();
  pages?.close();
  pages?.closeAllConnections();
  await server?.stop();
});

/** What a script on the page gets of a target: status, the headers that it may see, the text. */
const ask = (target, init = {}) =>
  page.evaluate(async ([url, options]) => {
    const reply = await fetch(url, options);
    return { status: reply.status, headers: Object.fromEntries(reply.headers), text: await reply.text() };
  }, [server.origin + target, init]);

test("cors: a script elsewhere reads a list and follows its Link header", async () => {
  const { status, headers, text } = await ask("/events?limit=2");
  assert.equal(status, 200);
  assert.equal(JSON.parse(text).items.length, 2);
  const [, next] = /<([^>]+)>; rel="next"/.exec(headers.link);
  assert.equal((await ask(next)).status, 200);
});

test("cors: it sees the entity tag and the dataset's version, and gets 304 for what it has", async () => {
  const { headers } = await ask("/events/triple-intervention");
  assert.match(headers.etag, /^"/);
  assert.match(headers["x-dataset-version"], /^[0-9a-f]{64}$/);
  const again = await ask("/events/triple-intervention", { cache: "no-store", headers: { "if-none-match": headers.etag } });
  assert.equal(again.status, 304);
});

test("cors: a request that needs to be asked for first is: with an id, which comes back", async () => {
  const { status, headers } = await ask("/events?limit=1", { headers: { "x-request-id": "mine-1" } });
  assert.deepEqual([status, headers["x-request-id"]], [200, "mine-1"]);
});

test("cors: it may ask for a range of the compiled file", async () => {
  const { status, headers, text } = await ask("/export?format=sqlite", { headers: { range: "bytes=0-14" } });
  assert.deepEqual([status, text], [206, "SQLite format 3"]);
  assert.match(headers["content-range"], /^bytes 0-14\/\d+$/);
});

test("cors: it reads what was wrong with its request", async () => {
  const { status, text } = await ask("/events?form=1904");
  assert.equal(status, 400);
  assert.equal(JSON.parse(text).errors[0].suggestion, "from");
});

test("cors: it cannot ask by other methods", async () => {
  await assert.rejects(ask("/events", { method: "DELETE" }));
});
