// The explorer behind a proxy that has more to show than it: every path of ours begins with /history there.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { start } from "./server.mjs";

const BASE = "/history";
let server, browser, proxy, origin;
const strays = [];

/** What does not begin with the base path is another's, who has nothing. */
function forward(incoming, reply) {
  if (!incoming.url.startsWith(`${BASE}/`)) {
    strays.push(incoming.url);
    return reply.writeHead(404).end();
  }
  const onward = request(server.page + incoming.url.slice(BASE.length), { method: incoming.method, headers: incoming.headers }, (answer) => {
    reply.writeHead(answer.statusCode, answer.headers);
    answer.pipe(reply);
  });
  onward.on("error", () => reply.writeHead(502).end());
  incoming.pipe(onward);
}

before(async () => {
  server = await start("--base-path", BASE);
  proxy = createServer(forward);
  await new Promise((listening) => proxy.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${proxy.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  proxy?.close();
  await server?.stop();
});

test("base path: the explorer asks for nothing outside it, and a record's address does not name it", async () => {
  const { page, faults, close } = await open(browser, origin, `${BASE}/?at=1905-09-05`);
  try {
    await page.locator('.timeline-picture a[data-record="treaties/treaty-of-portsmouth-1905"]').focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#claims");
    await page.waitForSelector(".graph .node.focus");
    assert.equal(new URL(page.url()).pathname, `${BASE}/`);
    assert.equal(new URL(page.url()).searchParams.get("record"), "treaties/treaty-of-portsmouth-1905");
    assert.match(await page.locator("#view .request code").last().innerText(), /^GET \/treaties\/treaty-of-portsmouth-1905\?/);
    const json = await page.locator("#view .request a").last().getAttribute("href");
    assert.ok(json.startsWith(`${origin}${BASE}/treaties/`), json);
    await page.reload();
    await page.waitForSelector("#record-title");
    assert.ok((await page.locator(".map-picture .land").getAttribute("d")).length > 1000, "the land is drawn");
    await page.click('.menu a[data-t="menu_docs"]');
    await page.waitForURL(`${origin}${BASE}/docs`);
    assert.deepEqual([faults, strays], [[], []]);
  } finally {
    await close();
  }
});
