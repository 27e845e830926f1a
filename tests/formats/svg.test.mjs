// SVG: that a browser reads it as XML and draws it as an image of another page, that it needs nothing else,
// and that in what it draws no name stands on another.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { program, serve } from "../data/server.mjs";
import { serveAltered } from "./altered.mjs";
import { launch } from "./browser.mjs";

const screenshots = join(dirname(program), "tests/screenshots");
const pictures = {
  "timeline": "/timeline?format=svg",
  "timeline-war": "/timeline?from=1894&to=1906&format=svg",
  "timeline-japanese": "/timeline?from=1850&to=1880&lang=ja&format=svg",
  "map-1855": "/control?at=1855-02-07&format=svg",
  "map-1875": "/control?at=1875-09-01&format=svg",
  "map-1905": "/control?at=1905-03-01&format=svg",
  "map-1905-russian": "/control?at=1905-09-05&lang=ru&bbox=118,34,158,56&format=svg",
  "map-sakhalin": "/control?place=sakhalin&at=1868&format=svg",
  "map-nothing": "/control?at=1400&format=svg",
};

let server, browser, page;

before(async () => {
  server = await serve();
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  await mkdir(screenshots, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function read(target) {
  const reply = await fetch(server.origin + target);
  const text = await reply.text();
  assert.equal(reply.status, 200, text.slice(0, 300));
  assert.equal(reply.headers.get("content-type"), "image/svg+xml");
  return text;
}

for (const [name, target] of Object.entries(pictures)) {
  test(`svg: ${target} is well-formed, and has no script, style or file`, async () => {
    const text = await read(target);
    const faults = await page.evaluate((source) => {
      const { documentElement } = new DOMParser().parseFromString(source, "image/svg+xml");
      const all = [documentElement, ...documentElement.querySelectorAll("*")];
      return all.flatMap((element) => [
        ...(["parsererror", "script", "style", "image", "foreignObject", "use"].includes(element.localName) ? [element.localName] : []),
        ...[...element.attributes].filter(({ name, value }) =>
          name === "style" || name.startsWith("on") || /url\((?!#)/.test(value) ||
          (name === "href" && !value.startsWith("/"))).map(({ name, value }) => `${name}=${value}`),
        ...[...element.attributes].filter(({ value }) => /NaN|inf/.test(value)).map(({ value }) => value.slice(0, 80)),
      ]);
    }, text);
    assert.deepEqual(faults, []);
  });

  test(`svg: ${target} is drawn by an <img> of another page`, async () => {
    await page.setContent(`<img src="${server.origin}${target}">`);
    const size = await page.locator("img").evaluate(async (image) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    assert.ok(size[0] >= 900 && size[1] >= 60, String(size));
    await page.locator("img").screenshot({ path: join(screenshots, `svg-${name}.png`) });
  });

  test(`svg: ${target} has no name on another, or beyond its edge`, async () => {
    await page.setContent(await read(target));
    const faults = await page.evaluate(() => {
      const svg = document.querySelector("svg").getBoundingClientRect();
      const boxes = [...document.querySelectorAll("svg text")].filter((text) => text.textContent.trim())
        .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
      const found = boxes.filter(({ box }) => box.left < svg.left || box.right > svg.right + 1 || box.bottom > svg.bottom + 1)
        .map(({ words }) => `beyond: ${words}`);
      const signs = [...document.querySelectorAll("svg circle")].map((sign) => sign.getBoundingClientRect());
      for (const { words, box } of boxes)
        for (const sign of signs)
          if (Math.min(box.right, sign.right) - Math.max(box.left, sign.left) > 1.5 && Math.min(box.bottom, sign.bottom) - Math.max(box.top, sign.top) > 4)
            found.push(`${words} on a sign`);
      for (const [i, { words, box }] of boxes.entries())
        for (const other of boxes.slice(i + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const up = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (across > 1.5 && up > 4) found.push(`${words} / ${other.words}`);
        }
      return found;
    });
    assert.deepEqual(faults, []);
  });
}

test("svg: the whole timeline is a small picture that leaves nothing out", async () => {
  const text = await read("/timeline?format=svg");
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(text);
  assert.ok(width <= 1200 && height <= 1000, `${width} × ${height}`);
  const { items } = await (await fetch(`${server.origin}/timeline?limit=500&fields=date`)).json();
  const marks = items.filter(({ type, date }) => type !== "relation" && date.latest !== null && date.earliest < "1918" && date.latest > "1778");
  for (const { href } of marks) assert.ok(text.includes(`href="${href}"`), href);
  for (const name of ["Treaty of Portsmouth", "Treaty of Shimoda", "Russo-Japanese War"]) assert.ok(text.includes(`>${name}</text>`), name);
});

test("svg: a map says who held what to those who do not see it", async () => {
  const text = await read("/control?at=1905-03-01&format=svg");
  const { items } = await server.get("/control?at=1905-03-01&limit=500");
  const [, description] = /<desc id="desc">([^]*?)<\/desc>/.exec(text);
  for (const { place } of items) assert.ok(description.includes(place.label), place.label);
});

test("svg: a map changes where a place changes hands", async () => {
  const colourOf = async (day, id) => {
    const text = await read(`/control?at=${day}&place=sakhalin&format=svg`);
    const [, shape] = new RegExp(`/control/${id}"[^]*?fill="([^"]*)"`).exec(text) ?? [];
    return shape;
  };
  assert.match(await colourOf("1870-01-01", "control-sakhalin-joint-1868"), /^url\(#/);
  assert.match(await colourOf("1880-01-01", "control-sakhalin-russian-1875"), /^#/);
});

test("svg: what a dataset says is text, whatever it looks like", async () => {
  const script = `</title><script>window.hacked = 1</script><image href="x"/>`;
  const hostile = await serveAltered({
    "dataset.json": (dataset) => {
      dataset.title.en += script;
    },
    "control.json": (control) => {
      for (const one of control) one.labels = { ...one.labels, en: `${script} ${one.id}` };
    },
  });
  try {
    for (const target of ["/control?format=svg", "/timeline?format=svg"]) {
      const reply = await fetch(hostile.origin + target);
      assert.equal(reply.status, 200);
      await page.goto(hostile.origin + target);
      assert.equal(await page.locator("svg").count(), 1);
      assert.equal(await page.locator("script, image").count(), 0);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
    }
  } finally {
    await hostile.stop();
  }
});

test("svg: it says which formats there are where it is not one", async () => {
  const reply = await fetch(`${server.origin}/events`, { headers: { accept: "image/svg+xml" } });
  assert.equal(reply.status, 406);
  const timeline = await fetch(`${server.origin}/timeline`, { headers: { accept: "image/png" } });
  assert.ok((await timeline.json()).available.includes("image/svg+xml"));
});
