// Fingers: one scrolls the page wherever it is, two stretch the map and the timeline, and one moves a map that is near.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visiting } from "./browser.mjs";

const visitor = visiting();
const PHONE = { width: 390, height: 844, hasTouch: true, isMobile: true };
const TABLET = { width: 1024, height: 900, hasTouch: true, isMobile: true };

const byTouch = (name, path, options, act) =>
  test(`touch: ${name}`, async () => {
    const { page, faults, close } = await open(visitor.browser, visitor.server.page, path, options);
    try {
      await act(page, await page.context().newCDPSession(page));
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });

/** Fingers that go from some points to others in even steps. */
async function fingers(session, from, to, steps = 8) {
  const at = (part) => from.map(([x, y], n) => ({ x: x + (to[n][0] - x) * part, y: y + (to[n][1] - y) * part, id: n }));
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let step = 1; step <= steps; step += 1) await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step / steps) });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

/** The middle of a picture that stands in the middle of the screen. */
async function middleOf(page, selector) {
  await page.locator(selector).evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  return [x + width / 2, y + height / 2];
}

const apart = ([x, y], half) => [[x - half, y], [x + half, y]];
const zoomOf = async (page) => Number(await page.getAttribute(".map-picture", "data-zoom"));
const spanOf = (page) => page.evaluate(() => new URL(location.href).searchParams.get("span"));

/** The span in the address once it rests: the page writes it a while after a move, so on a busy machine between two of them too. */
const restingSpan = (page) =>
  page.evaluate(async () => {
    let last = null;
    for (let tries = 0, same = 0; tries < 100 && same < 5; tries += 1) {
      await new Promise((resume) => setTimeout(resume, 100));
      const span = new URL(location.href).searchParams.get("span");
      same = span !== null && span === last ? same + 1 : 0;
      last = span;
    }
    return last;
  });
const placeOf = (page, record) => page.locator(`.map-picture a[data-record="${record}"] .place-dot`).evaluate((dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]);

byTouch("two fingers bring the map near about the place between them, and far again", "/?at=1905-03-01", PHONE, async (page, session) => {
  const middle = await middleOf(page, ".map-picture");
  await fingers(session, apart(middle, 30), apart(middle, 90));
  await page.waitForFunction(() => Number(document.querySelector(".map-picture").dataset.zoom) > 2);
  await fingers(session, apart(middle, 120), apart(middle, 15));
  await page.waitForFunction(() => Number(document.querySelector(".map-picture").dataset.zoom) === 1);
  assert.equal(await page.evaluate(() => visualViewport.scale), 1, "the page itself is not stretched");
});

byTouch("one finger moves a map that is near, and the page stays", "/?at=1905-03-01", PHONE, async (page, session) => {
  const [x, y] = await middleOf(page, ".map-picture");
  await fingers(session, apart([x, y], 30), apart([x, y], 75));
  await page.waitForFunction(() => Number(document.querySelector(".map-picture").dataset.zoom) > 2);
  await page.waitForSelector('.map-picture a[data-record="places/vladivostok"]', { state: "attached" });
  const [before, top] = [await placeOf(page, "places/vladivostok"), await page.evaluate(() => scrollY)];
  await fingers(session, [[x, y]], [[x + 40, y - 30]]);
  await page.waitForFunction((old) => Number(document.querySelector('.map-picture a[data-record="places/vladivostok"] .place-dot')?.getAttribute("cx")) > old + 20, before[0]);
  assert.ok((await placeOf(page, "places/vladivostok"))[1] < before[1] - 15);
  assert.equal(await page.evaluate(() => scrollY), top);
});

for (const picture of [".map-picture", ".timeline-picture"])
  byTouch(`one finger on ${picture} scrolls the page, and changes nothing`, "/?at=1905-03-01", PHONE, async (page, session) => {
    const [x, y] = await middleOf(page, picture);
    const top = await page.evaluate(() => scrollY);
    await fingers(session, [[x, y]], [[x, y - 200]]);
    await page.waitForFunction((old) => scrollY > old + 100, top);
    assert.deepEqual([await zoomOf(page), await spanOf(page), await page.evaluate(() => document.body.dataset.day)], [1, null, "1905-03-01"]);
  });

byTouch("two fingers stretch the time that runs down", "/?at=1905-03-01", PHONE, async (page, session) => {
  const [x, y] = await middleOf(page, ".timeline-picture");
  await fingers(session, [[x, y - 40], [x, y + 40]], [[x, y - 160], [x, y + 160]]);
  const [from, to] = (await restingSpan(page)).split("/").map((day) => Number(day.slice(0, 4)));
  assert.ok(to - from > 20 && to - from < 70, `${from} to ${to}`);
  await fingers(session, [[x, y - 60], [x, y + 60]], [[x, y - 90], [x, y + 30]]);
  await page.waitForFunction((old) => Number(new URL(location.href).searchParams.get("span").slice(0, 4)) > old, from);
});

byTouch("two fingers stretch the time that runs across, one moves along it", "/?at=1905-03-01", TABLET, async (page, session) => {
  const middle = await middleOf(page, ".timeline-picture");
  await fingers(session, apart(middle, 60), apart(middle, 240));
  const [from] = (await restingSpan(page)).split("/");
  assert.equal(await page.evaluate(() => document.body.dataset.day), "1905-03-01", "the day stays");
  const [x, y] = await middleOf(page, ".timeline-picture .ground");
  await fingers(session, [[x, y]], [[x - 120, y]]);
  await page.waitForFunction((old) => new URL(location.href).searchParams.get("span") > old, from);
});

byTouch("the playhead follows a finger", "/?at=1855-02-07", PHONE, async (page, session) => {
  await middleOf(page, ".playhead .grip");
  const { x, y, width, height } = await page.locator(".playhead .grip").boundingBox();
  const grip = [x + width / 2, y + height / 2];
  await fingers(session, [grip], [[grip[0], grip[1] + 120]]);
  await page.waitForFunction(() => document.body.dataset.day > "1870");
});

byTouch("a tap on a territory opens what holds it", "/?at=1905-03-01", PHONE, async (page) => {
  await middleOf(page, ".map-picture");
  await page.locator('a.territory[data-place="primorye"] .holding').first().tap();
  await page.waitForSelector("#record-title");
});
