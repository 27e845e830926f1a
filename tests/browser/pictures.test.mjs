// What the map and the timeline draw, and how their buttons bring it near.
import assert from "node:assert/strict";
import { settled, visiting, visits } from "./browser.mjs";

const visitor = visiting();
const visit = visits(visitor, "pictures");

const ask = async (path) => (await fetch(visitor.server.origin + path)).json();
const apart = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY);
const isNear = (one, other, what) => assert.ok(Math.abs(one - other) <= 0.5, `${what}: ${one} is not ${other}`);

// The map.

const placeOf = (page, id) => page.locator(`.map-picture a[data-record="places/${id}"] .place-dot`).evaluate((dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]);

visit("a voyage is drawn from port to port, on its days or while it is read", "/?at=1854-01-01", async (page) => {
  const voyage = '.route[data-record="events/putyatin-mission"]';
  const goTo = async (day) => {
    await page.fill("#day-input", day);
    await page.keyboard.press("Enter");
    await settled(page, day);
  };
  await page.waitForSelector(voyage, { state: "attached" });
  await page.focus(voyage);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#record-title");
  await page.waitForSelector(".place.chosen", { state: "attached" });
  const { places } = await ask("/events/putyatin-mission");
  const line = await page.locator(`${voyage} .route-line`).evaluate((path) => ({ d: path.getAttribute("d"), stroke: getComputedStyle(path).stroke, end: document.querySelector(path.getAttribute("marker-end").slice(4, -1))?.id }));
  const stops = [...line.d.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(stops.length, places.length, line.d);
  for (const [n, { id }] of places.entries()) assert.ok(apart(stops[n], await placeOf(page, id)) < 0.01, `${id} is not stop ${n} of ${line.d}`);
  assert.match(line.stroke, /^rgb\(/);
  assert.equal(line.end, "arrow");
  await goTo("1857-01-01");
  assert.equal(await page.locator(voyage).count(), 1, "it is read");
  await page.click(".record-tools .close");
  await page.waitForSelector('#view[data-view="day"]');
  assert.equal(await page.locator(voyage).count(), 0, "it is over, and not read");
});

/** How a day's holdings look; the ink is the shapes of a pattern and their colours. */
const looksOf = (page) =>
  page.$$eval("a.territory", (links) =>
    links.map(({ dataset: { place, kind }, firstElementChild: shape }) => {
      const { fill, fillOpacity, strokeDasharray, strokeWidth } = getComputedStyle(shape);
      const [, pattern] = /^url\("#(.+)"\)$/.exec(fill) ?? [];
      const ink = pattern && [...document.getElementById(pattern).children].map((one) => [one.tagName, getComputedStyle(one).fill]);
      return { place, kind, fill, fillOpacity, line: `${strokeDasharray} ${strokeWidth}`, ink };
    }));

const solid = (looks, wanted) => looks.find(({ place, kind }) => place === wanted && kind === "sovereignty").fill;

/** No other way of holding looks as this one does, whoever holds. */
function assertUnlike(looks, own) {
  const form = ({ fill, fillOpacity, line, ink }) => [ink?.map(([tag]) => tag).join() ?? (fill === "none" ? fill : "plain"), fillOpacity, line].join(" ");
  for (const other of looks) if (other.kind !== own.kind) assert.notEqual(form(own), form(other), other.kind);
}

visit("joint possession has stripes of both holders' colours", "/?at=1870-01-01", async (page) => {
  const looks = await looksOf(page);
  const sakhalin = looks.find(({ place }) => place === "sakhalin");
  assert.equal(sakhalin.kind, "joint-possession");
  assert.deepEqual(sakhalin.ink, [["rect", solid(looks, "hokkaido")], ["rect", solid(looks, "primorye")]]);
  assertUnlike(looks, sakhalin);
});

visit("a sphere of influence has dots of the holder's colour", "/?at=1915-01-01", async (page) => {
  const looks = await looksOf(page);
  for (const [sphere, own] of [["manchuria-north", "primorye"], ["manchuria-south", "hokkaido"]]) {
    const look = looks.find(({ place }) => place === sphere);
    assert.equal(look.kind, "sphere-of-influence");
    assert.deepEqual(look.ink, [["circle", solid(looks, own)]]);
    assertUnlike(looks, look);
  }
});

visit("the map's buttons bring it near, and far again", "/?at=1905-03-01", async (page) => {
  const press = async (button, zoom) => {
    await page.click(button);
    await page.evaluate(() => new Promise(requestAnimationFrame)); // it is drawn with the next frame
    assert.equal(await page.getAttribute(".map-picture", "data-zoom"), zoom);
    return [await placeOf(page, "vladivostok"), Number(await page.getAttribute(".map-picture .sea", "width")), Number(await page.getAttribute(".map-picture .sea", "height"))];
  };
  await page.waitForSelector('.map-picture .land:not([d=""])', { state: "attached" });
  const whole = await press("#map-all", "1.00");
  const middle = [whole[1] / 2, whole[2] / 2];
  const land = await page.getAttribute(".map-picture .land", "d");
  isNear(apart((await press("#map-in", "1.70"))[0], middle), apart(whole[0], middle) * 1.7, "from the middle");
  assert.notEqual(await page.getAttribute(".map-picture .land", "d"), land);
  await press("#map-in", "2.89");
  isNear(apart((await press("#map-out", "1.70"))[0], middle), apart(whole[0], middle) * 1.7, "from the middle");
  assert.deepEqual(await press("#map-all", "1.00"), whole);
  assert.deepEqual(await press("#map-out", "1.00"), whole, "no farther than the whole");
});

// The timeline.

/** Where a day is along the timeline, of which `span` is in sight. */
async function scaleOf(page, span) {
  const [from, to] = await Promise.all(span.split("/").map(async (day) => (await ask(`/calendar?date=${day}`)).date.jdn[0]));
  const [start, length] = await page.locator(".timeline-picture .ground").evaluate((ground) => ["x", "width"].map((name) => Number(ground.getAttribute(name))));
  return (jdn) => start + ((jdn - from) / (to - from)) * length;
}

/** What a mark is made of, by class, and where along the timeline. */
const partsOf = (page, record) =>
  page.$eval(`.timeline-picture a[data-record="${record}"]`, (mark) =>
    Object.fromEntries([...mark.children].filter((part) => !part.matches(".hit")).map((part) => {
      const { x, width } = part.getBBox();
      const { fill, fillOpacity } = getComputedStyle(part);
      return [part.getAttribute("class"), { from: x, to: x + width, middle: x + width / 2, fill, opacity: Number(fillOpacity) }];
    })));

const SPAN_OF_DAYS = "1915-10-01/1916-12-31";
visit("a day that is certain is a dot, one that is not a ring, and a month has a line as long as the doubt", `/?at=1916-07-03&span=${SPAN_OF_DAYS}`, async (page) => {
  const along = await scaleOf(page, SPAN_OF_DAYS);
  const certain = await partsOf(page, "treaties/russo-japanese-convention-1916");
  assert.deepEqual(Object.keys(certain), ["dot"]);
  const doubtful = await partsOf(page, "events/recommissioning-of-the-varyag-1916");
  assert.deepEqual(Object.keys(doubtful), ["ring"]);
  assert.notEqual(doubtful.ring.fill, certain.dot.fill);
  const vague = await partsOf(page, "events/grand-duke-in-tokyo-1916");
  assert.deepEqual(Object.keys(vague), ["doubt", "ring"]);
  const [earliest, latest] = (await ask("/events/grand-duke-in-tokyo-1916")).date.jdn;
  assert.equal(latest - earliest, 30);
  isNear(vague.doubt.from, along(earliest), "the doubt's beginning");
  isNear(vague.doubt.to, along(latest), "the doubt's end");
  isNear(vague.ring.middle, along((earliest + latest) / 2), "the ring");
});

const SPAN_OF_BARS = "1852-01-01/1855-12-31";
visit("a bar is soft where its ends are not certain", `/?at=1854-01-01&span=${SPAN_OF_BARS}`, async (page) => {
  const along = await scaleOf(page, SPAN_OF_BARS);
  for (const [id, isCertain] of [["putyatin-mission", true], ["perry-expedition", false]]) {
    const { start, end } = (await ask(`/events/${id}`)).date;
    assert.equal(start.jdn[0] === start.jdn[1] && end.jdn[0] === end.jdn[1], isCertain, id);
    const { bar, "bar-soft": soft } = await partsOf(page, `events/${id}`);
    isNear(soft.from, along(start.jdn[0]), `${id}: the earliest beginning`);
    isNear(bar.from, along(start.jdn[1]), `${id}: the latest beginning`);
    isNear(bar.to, along(end.jdn[0]), `${id}: the earliest end`);
    isNear(soft.to, along(end.jdn[1]), `${id}: the latest end`);
    assert.ok(soft.opacity < bar.opacity);
  }
});

visit("the timeline's buttons bring it near about the day, and far again", "/?at=1895-04-17", async (page) => {
  const read = () => page.evaluate(() => ({
    head: document.querySelector(".playhead .grip").cx.baseVal.value,
    marks: ["treaties/treaty-of-shimonoseki-1895", "treaties/port-arthur-lease-1898"].map((record) => {
      const { x, width } = document.querySelector(`.timeline-picture a[data-record="${record}"] .dot`).getBBox();
      return x + width / 2;
    }),
  }));
  const press = async (button) => {
    const before = page.url();
    await page.click(button);
    await page.waitForFunction((old) => location.href !== old, before);
    return read();
  };
  const between = ({ marks: [one, other] }) => other - one;
  const whole = await read();
  const near = await press("#zoom-in");
  isNear(near.head, whole.head, "the playhead");
  isNear(between(near), between(whole) * 2, "three years");
  isNear(between(await press("#zoom-in")), between(whole) * 4, "three years");
  isNear(between(await press("#zoom-out")), between(whole) * 2, "three years");
  assert.ok(new URL(page.url()).searchParams.has("span"));
  assert.deepEqual(await press("#zoom-all"), whole);
  assert.ok(!new URL(page.url()).searchParams.has("span"));
});
