// Questions that a reader brings, each answered by one request.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { start } from "./service.mjs";

const ids = (list) => list.map((item) => item.id);

describe("questions", () => {
  let service;
  before(async () => (service = await start()));
  after(() => service.stop());

  it("who held Port Arthur on 1 March 1905, and on what basis", async () => {
    const target = "/control?place=port-arthur&at=1905-03-01&match=certain";
    const { items } = await service.get(target);
    const held = new Map(items.map((item) => [item.id, item]));
    const fortress = held.get("control-port-arthur-japanese-occupation");
    assert.equal(fortress.kind, "occupation");
    assert.deepEqual(ids(fortress.holder), ["empire-of-japan"]);
    assert.equal(fortress.basis.id, "fall-of-port-arthur-1905");
    const lease = held.get("control-kwantung-russian-lease");
    assert.equal(lease.kind, "leasehold");
    assert.deepEqual(ids(lease.holder), ["russian-empire"]);
    assert.equal(lease.basis.id, "port-arthur-lease-1898.1");
    const sovereign = held.get("control-kwantung-qing-sovereignty");
    assert.equal(sovereign.kind, "sovereignty");
    assert.deepEqual(ids(sovereign.holder), ["qing-dynasty"]);
  });

  it("asks of Port Arthur alone", async () => {
    const { items } = await service.get("/control?place=port-arthur&at=1905-03-01&scope=exact");
    assert.deepEqual(ids(items), ["control-port-arthur-japanese-occupation"]);
  });

  it("what bound the two states on 1 January 1860", async () => {
    const { items } = await service.get(
      "/treaties?between=empire-of-japan,russian-empire&at=1860-01-01",
    );
    assert.deepEqual(ids(items), ["treaty-of-shimoda-1855", "treaty-of-edo-1858"]);
    assert.ok(items.every((item) => item.match === "certain"));
  });

  it("who was Russia's finance minister on 23 April 1895", async () => {
    const { items } = await service.get("/offices?kind=finance-minister-of-russia&at=1895-04-23");
    assert.deepEqual(ids(items.map((item) => item.holder)), ["witte-sergei"]);
  });

  it("which Kuril islands changed hands in 1875, and by which article", async () => {
    const { items } = await service.get("/control?place=kuril-islands&at=1875-08-22");
    const taken = items.filter((item) => item.interval.start.earliest === "1875-08-22");
    assert.deepEqual(ids(taken), ["control-kurils-north-japanese-1875"]);
    assert.equal(taken[0].place.id, "kurils-north");
    assert.equal(taken[0].basis.id, "treaty-of-saint-petersburg-1875.2");
    const given = items.filter((item) => item.interval.end?.latest === "1875-08-22");
    assert.deepEqual(ids(given[0].holder), ["russian-empire"]);
  });

  it("names the eighteen islands of that article", async () => {
    const article = await service.get("/treaties/treaty-of-saint-petersburg-1875/articles/2");
    assert.equal(article.quantities[0].value, 18);
    for (const island of ["shumshu", "onekotan", "simushir", "urup"])
      assert.ok(ids(article.subject).includes(island), island);
    assert.ok(ids(article.effects).includes("control-kurils-north-japanese-1875"));
  });

  it("which treaties did Putyatin sign", async () => {
    const { items } = await service.get("/treaties?actor=putyatin-yevfimy&role=signatory");
    assert.deepEqual(ids(items), [
      "treaty-of-shimoda-1855",
      "supplementary-treaty-of-nagasaki-1857",
      "treaty-of-tientsin-1858",
      "treaty-of-edo-1858",
    ]);
  });

  it("what does article 3 of the alliance of 1902 say", async () => {
    const article = await service.get("/treaties/anglo-japanese-alliance-1902/articles/3?lang=en");
    assert.equal(article.kind, "mutual-assistance");
    assert.match(article.text, /comes to its help/);
    assert.deepEqual(article.disputed, ["/treaty"]);
  });

  it("what does article 3 of the renewal of 1905 say: something else", async () => {
    const article = await service.get("/treaties/anglo-japanese-alliance-1905/articles/3?lang=en");
    assert.match(article.text, /Korea/);
  });

  it("how many rifles", async () => {
    const event = await service.get("/events/arms-supply-to-russia-1914-1917");
    const rifles = event.quantities.filter((quantity) => quantity.unit === "rifles");
    assert.deepEqual(
      rifles.map((quantity) => quantity.value),
      [820000],
    );
  });

  it("which ships were handed back, under which new names", async () => {
    const event = await service.get("/events/sale-of-captured-ships-1916?lang=en");
    assert.equal(event.quantities[0].value, 3);
    const vessels = event.participants.filter((one) => one.role === "vessel");
    assert.deepEqual(ids(vessels.map((one) => one.actor)), [
      "peresvet-battleship",
      "poltava-battleship",
      "varyag-cruiser",
    ]);
    assert.match(event.summary, /Sagami became Peresvet.*Tango became Chesma.*Sōya.*Varyag/);
  });

  it("under which names one of them sailed, and when", async () => {
    const ship = await service.get("/actors/poltava-battleship");
    const names = ship.names.filter((name) => name.lang === "en");
    assert.deepEqual(
      names.map((name) => [name.label, name.interval.start?.earliest ?? null]),
      [
        ["Poltava", null],
        ["Tango", "1905-01-01"],
        ["Chesma", "1916-04-03"],
      ],
    );
  });

  it("when was the Triple Intervention, and what did the article say", async () => {
    const event = await service.get("/events/triple-intervention");
    assert.equal(event.date.edtf, "1895-04-23");
    const claims = await service.all("/events/triple-intervention/claims?field=/date");
    const wrong = claims.filter((claim) => claim.rank === "deprecated");
    assert.deepEqual(
      wrong.map((claim) => [claim.value.edtf, claim.source.id]),
      [["1894", "seed-article"]],
    );
    assert.match(wrong[0].rank_reason, /1895/);
  });
});
