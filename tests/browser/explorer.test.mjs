// What a visitor does with the explorer, and what they must then see.
import assert from "node:assert/strict";
import { settled, visiting, visits } from "./browser.mjs";

const visitor = visiting();
const visit = visits(visitor, "explorer");
const ask = async (path) => (await fetch(visitor.server.origin + path)).json();
const drawn = (page) =>
  page.$$eval("a.territory", (links) => links.map(({ dataset }) => `${dataset.place}: ${dataset.kind} ${dataset.holder}`.trim()));
const includes = (seen, wanted) => assert.ok(seen.includes(wanted), `${wanted} is not among\n${seen.join("\n")}`);
const excludes = (seen, unwanted) => assert.ok(!seen.includes(unwanted), `${unwanted} is on the map`);

/** The browser itself logs a refusal that the test provoked. */
function expectLogged(faults, status) {
  assert.ok(faults.every((fault) => fault.includes(`status of ${status}`)), faults.join("\n"));
  faults.length = 0;
}

/** From the last day of the old state the playhead takes one step, by its own key. */
function handsOver(name, lastDay, nextDay, old, next) {
  visit(name, `/?at=${lastDay}`, async (page) => {
    await settled(page, lastDay);
    const eve = await drawn(page);
    old.forEach((one) => includes(eve, one));
    next.forEach((one) => excludes(eve, one));
    await page.focus(".playhead");
    await page.keyboard.press("ArrowRight");
    await settled(page, nextDay);
    const day = await drawn(page);
    next.forEach((one) => includes(day, one));
    old.forEach((one) => excludes(day, one));
  });
}

handsOver("in 1855 the Kurils are divided and Sakhalin is not", "1855-02-06", "1855-02-07",
  ["sakhalin: unassigned", "kurils-south: de-facto matsumae-domain"],
  ["sakhalin: undivided tokugawa-shogunate russian-empire", "kurils-south: sovereignty tokugawa-shogunate", "kurils-north: sovereignty russian-empire"]);
handsOver("in 1875 Sakhalin is exchanged for the northern Kurils", "1875-08-21", "1875-08-22",
  ["sakhalin: joint-possession empire-of-japan russian-empire", "kurils-north: sovereignty russian-empire"],
  ["sakhalin: sovereignty russian-empire", "kurils-north: sovereignty empire-of-japan"]);
handsOver("in April 1895 Liaodong is ceded to Japan", "1895-04-16", "1895-04-17", [], ["liaodong-peninsula: claim empire-of-japan"]);
handsOver("in November 1895 Japan gives Liaodong back", "1895-11-08", "1895-11-09", ["liaodong-peninsula: claim empire-of-japan"], []);
handsOver("in January 1905 Port Arthur falls", "1905-01-01", "1905-01-02", [], ["port-arthur: occupation empire-of-japan"]);
handsOver("at Portsmouth the lease of Port Arthur passes to Japan", "1905-09-04", "1905-09-05",
  ["kwantung-leased-territory: leasehold russian-empire"], ["kwantung-leased-territory: leasehold empire-of-japan"]);

visit("in the autumn of 1905 Sakhalin is divided at the fiftieth parallel", "/?at=1905-09-30", async (page) => {
  await settled(page, "1905-09-30");
  includes(await drawn(page), "sakhalin: sovereignty russian-empire");
  await page.fill("#day-input", "1905-11-01");
  await page.keyboard.press("Enter");
  await settled(page, "1905-11-01");
  const seen = await drawn(page);
  includes(seen, "sakhalin-south: sovereignty empire-of-japan");
  includes(seen, "sakhalin-north: sovereignty russian-empire");
  excludes(seen, "sakhalin: sovereignty russian-empire");
});

visit("a holding is drawn in the holder's colour, and each way of holding differently", "/?at=1905-03-01", async (page) => {
  const looks = await page.$$eval("a.territory .holding", (shapes) => shapes.map((shape) => [shape.parentNode.dataset.kind, getComputedStyle(shape).fill, getComputedStyle(shape).strokeDasharray].join("|")));
  const kinds = new Set(looks.map((look) => look.split("|")[0]));
  assert.ok(kinds.size >= 4, [...kinds].join());
  const solid = looks.filter((look) => look.startsWith("sovereignty|")).map((look) => look.split("|")[1]);
  assert.ok(new Set(solid).size >= 3, "Japan, Russia and China have colours of their own");
  for (const look of looks.filter((one) => /^(leasehold|occupation)/.test(one))) assert.match(look, /url\(/);
});

visit("Portsmouth is opened from its mark, with articles, claims and a date in three calendars", "/?at=1905-09-05", async (page) => {
  const id = "treaty-of-portsmouth-1905";
  await page.locator(`.timeline-picture a[data-record="treaties/${id}"]`).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("#record-title");
  assert.equal(await page.textContent("#record-title"), "Treaty of Portsmouth");
  await page.waitForSelector("[data-article]");
  const articles = await ask(`/treaties/${id}/articles?limit=500`);
  assert.equal(await page.locator("[data-article]").count(), articles.total);
  assert.equal(await page.textContent('[data-article="1"] .article-text'), articles.items.find(({ number }) => number === "1").text);
  const signed = await page.innerText('[data-field="signed"]');
  for (const day of ["5 September 1905", "23 August 1905", "明治38年9月5日"]) assert.ok(signed.includes(day), `${day} in ${signed}`);
  const rivals = page.locator(".claim-group", { hasText: "In force" }).first().locator(".claim");
  assert.ok((await rivals.count()) >= 2);
  const [one, other] = [await rivals.nth(0).boundingBox(), await rivals.nth(1).boundingBox()];
  assert.ok(Math.abs(one.y - other.y) < 2 && other.x > one.x, "conflicting claims stand side by side");
  assert.match(await page.innerText("#claims"), /by article XIV the announcement of ratification decides/);
  assert.match(await page.innerText("#claims .tally"), /\d+ not verified/);
});

visit("a mark's tooltip has the three calendars", "/?at=1855-02-07&span=1854-01-01/1856-12-31", async (page) => {
  await page.hover('.timeline-picture a[data-record="treaties/treaty-of-shimoda-1855"] .hit');
  const text = await page.locator("#tooltip").innerText();
  for (const day of ["7 February 1855", "26 January 1855", "安政元年12月21日"]) assert.ok(text.includes(day), text);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#tooltip").isHidden());
});

visit("樺太 is suggested and found", "/", async (page) => {
  await page.fill("#search-input", "樺太");
  await page.waitForSelector('#suggestions [role="option"]');
  assert.match(await page.innerText("#suggestions"), /Sakhalin/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#record-title");
  assert.equal(await page.textContent("#record-title"), "Sakhalin");
});

visit("the chronicle keeps its dates in a column", "/?view=list", async (page) => {
  await page.waitForSelector(".chronicle td.when");
  const [heading, cell] = [await page.locator(".chronicle thead th").first().boundingBox(), await page.locator(".chronicle td.when").first().boundingBox()];
  assert.ok(Math.abs(heading.width - cell.width) < 2, `${cell.width} px in a column of ${heading.width}`);
});

visit("a person's offices stand apart from their dates", "/?record=actors/putyatin-yevfimy", async (page) => {
  await page.waitForSelector('[data-field="offices"] .when');
  assert.match(await page.textContent('[data-field="offices"]'), /navy (\?|until|\d)/);
});

visit("Крузенштерн is found", "/", async (page) => {
  await page.fill("#search-input", "Крузенштерн");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".results li");
  assert.match(await page.innerText(".results"), /Krusenstern/);
  assert.ok(new URL(page.url()).searchParams.get("q") === "Крузенштерн");
});

visit("the language is switched, and stays in the address", "/?at=1905-09-05&record=treaties/treaty-of-portsmouth-1905", async (page) => {
  await page.click('#languages [lang="ja"]');
  await page.waitForSelector('body[data-ready="ja"]');
  assert.equal(await page.getAttribute("html", "lang"), "ja");
  assert.equal(await page.textContent("#record-title"), "ポーツマス条約");
  assert.equal(await page.textContent("#day"), "1905年9月5日");
  assert.equal(new URL(page.url()).searchParams.get("lang"), "ja");
  await page.click('#languages [lang="ru"]');
  await page.waitForSelector('body[data-ready="ru"]');
  assert.equal(await page.textContent("#record-title"), "Портсмутский мир");
  await page.goBack();
  await page.waitForSelector('body[data-ready="ja"]');
  assert.equal(await page.textContent("#record-title"), "ポーツマス条約");
});

visit("the reader's own language is taken", "/", async (page) => {
  assert.equal(await page.getAttribute("html", "lang"), "ru");
}, { language: "ru-RU" });

visit("what changed between two days is what /diff says", "/?view=changes&from=1875-01-01&to=1875-12-31", async (page) => {
  await page.waitForSelector("#view .request");
  const diff = await ask("/diff?from=1875-01-01&to=1875-12-31");
  const counts = await page.$$eval("#view .section .count", (all) => all.map(({ textContent }) => Number(textContent)));
  assert.deepEqual(counts, [diff.changed, diff.began, diff.ended, diff.transient].map(({ length }) => length).filter((length) => length > 0));
});

visit("causes and consequences are drawn around an event", "/?record=events/triple-intervention", async (page) => {
  await page.waitForSelector(".graph .node.focus");
  const why = await ask("/events/triple-intervention/why?depth=1");
  for (const { id } of why.nodes.filter(({ type, depth }) => type === "event" && depth === 1)) assert.equal(await page.locator(`[data-node="${id}"]`).count(), 1, id);
  assert.ok((await page.locator(".edge").count()) >= 2);
});

visit("a day of another calendar is read, and one that does not exist is explained", "/", async (page, t, faults) => {
  await page.fill("#day-input", "japanese:安政1-12-21");
  await page.keyboard.press("Enter");
  await settled(page, "1855-02-07");
  await page.fill("#day-input", "1855-13");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#day-fault:not([hidden])");
  assert.match(await page.innerText("#day-fault"), /no month 13.*1855-12/s);
  expectLogged(faults, "400");
});

visit("a problem is shown in the API's own words", "/?record=treaties/treaty-of-portsmuth", async (page, t, faults) => {
  await page.waitForSelector("#view .problem");
  const problem = await ask("/treaties/treaty-of-portsmuth");
  const text = await page.innerText("#view .problem");
  assert.ok(text.includes(problem.title) && text.includes(problem.detail), text);
  expectLogged(faults, "404");
});

visit("the playhead follows the mouse", "/?at=1855-02-07", async (page) => {
  const box = await page.locator(".playhead .grip").boundingBox();
  await page.mouse.move(box.x + 7, box.y + 7);
  await page.mouse.down();
  await page.mouse.move(box.x + 207, box.y + 7, { steps: 8 });
  await page.mouse.up();
  await page.waitForFunction(() => document.body.dataset.day > "1860");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("at") === document.body.dataset.day);
});

visit("next and previous turn walk through the phases", "/?at=1855-02-07", async (page) => {
  const days = [];
  for (let step = 0; step < 4; step += 1) {
    await page.locator("#turn button").nth(1).click();
    await page.waitForFunction((before) => document.body.dataset.day > before, days.at(-1) ?? "1855-02-07");
    days.push(await page.evaluate(() => document.body.dataset.day));
  }
  await page.locator("#turn button").nth(0).click();
  await settled(page, days[2]);
});

visit("by keyboard alone one moves the day, opens a record and goes back", "/", async (page) => {
  const until = async (selector) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("skip")));
  await until(".timeline-picture a");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("#tooltip").isVisible());
  await until(".playhead");
  const before = await page.getAttribute(".playhead", "aria-valuenow");
  await page.keyboard.press("PageUp");
  await page.waitForFunction((old) => document.querySelector(".playhead").getAttribute("aria-valuenow") !== old, before);
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("playhead")), "focus stays on the playhead");
  await until(".map-picture a");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#record-title");
  await page.waitForFunction(() => document.activeElement?.id === "record-title");
  await page.goBack();
  await page.waitForSelector('#view[data-view="day"]');
  await page.focus("#tab-day");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.evaluate(() => document.activeElement.id === "tab-changes"));
});

visit("on a phone time runs down and nothing is wider than the screen", "/?at=1905-09-05", async (page) => {
  assert.ok(await page.locator(".timeline-picture.down").isVisible());
  assert.equal(await page.getAttribute(".playhead", "aria-orientation"), "vertical");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
}, { width: 360, height: 740 });

visit("lane labels never touch marks", "/?at=1905-09-05", async (page) => {
  const { labels, marks } = await page.evaluate(() => {
    const boxes = (selector) => [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect().toJSON());
    return { labels: boxes(".lane-label"), marks: boxes(".marks .dot, .marks .ring, .marks rect.bar") };
  });
  const right = Math.max(...labels.map((label) => label.right));
  const plot = Math.min(...marks.filter(({ right: end }) => end > right).map(({ left }) => left));
  assert.ok(right < plot + 8, `${right} ${plot}`);
});

visit("the request of a view is shown and copied as curl", "/?at=1905-09-05", async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.waitForSelector("#view .request");
  await page.locator("#view .request button").first().click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `curl '${visitor.server.page}/state?at=1905-09-05&boundary=start&lang=en'`);
});

visit("a record is cited as BibTeX, which is copied", "/?record=treaties/treaty-of-portsmouth-1905", async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.waitForSelector("#view .cite");
  assert.equal(await page.locator(".cite pre").count(), 0);
  await page.click(".cite summary");
  const citation = await (await fetch(`${visitor.server.origin}/treaties/treaty-of-portsmouth-1905?format=bibtex&lang=en`)).text();
  assert.match(citation, /^@\w+\{/);
  assert.equal(await page.textContent(".cite pre"), citation);
  await page.click(".cite button");
  await page.waitForFunction(() => document.querySelector(".cite button").textContent === "Copied");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), citation);
});

visit("without JavaScript the page leads to the API", "/", async (page) => {
  assert.match(await page.innerText("body"), /openapi\.json/);
}, { javaScriptEnabled: false });

visit("on paper there are no tools", "/?record=treaties/treaty-of-portsmouth-1905", async (page) => {
  await page.emulateMedia({ media: "print" });
  for (const selector of [".search", ".menu", ".tabs", ".moment-steps"]) assert.ok(await page.locator(selector).isHidden(), selector);
  assert.ok(await page.locator("#record-title").isVisible());
});

/** One record of each type, as the contract's paths have it. */
const ITEMS = {
  event: "/events/{id}", treaty: "/treaties/{id}", article: "/treaties/{id}/articles/{number}", actor: "/actors/{id}", office: "/offices/{id}",
  place: "/places/{id}", relation: "/relations/{id}", control: "/control/{id}", source: "/sources/{id}", claim: "/claims/{id}",
};

for (const [type, item] of Object.entries(ITEMS))
  visit(`a record of type ${type} is linked in the formats that the contract has for it, and each is there`, "/", async (page) => {
    const { paths, components } = await ask("/openapi.json");
    const list = item.replace(/\/\{\w+\}$/, "").replace("{id}", "treaty-of-portsmouth-1905");
    const { href } = (await ask(`${list}?limit=1`)).items[0];
    await page.goto(`${visitor.server.page}/?record=${href.slice(1)}`);
    await page.waitForSelector("#view .formats");
    const links = await page.$$eval("#view .formats a", (all) => all.map(({ textContent, href: where }) => [textContent, where]));
    const { schema } = paths[item].get.parameters.map(({ $ref }) => components.parameters[$ref.split("/").at(-1)]).find(({ name }) => name === "format");
    assert.deepEqual(links, schema.enum.map((format) => [format, `${visitor.server.page}${href}?format=${format}`]));
    for (const [, where] of links) assert.equal((await fetch(where)).status, 200, where);
  });
