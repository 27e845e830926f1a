// One question of each kind for a dataset of any size, made of what is found in its middle.
import { ask } from "./bytes.mjs";
import { quick } from "./settings.mjs";

const PAGE = 500; // rows a step towards the deep page, at most
const DEEP_SECONDS = quick ? 5 : 300; // then the page reached is deep enough, and the table says where
const TERMS = 24;

async function json(origin, target) {
  const { status, body } = await ask(origin, { target });
  if (status !== 200) throw new Error(`${target}: ${status} ${String(body).slice(0, 300)}`);
  return JSON.parse(body);
}

// Walk to the middle of the list of events: the rows there, and the cursor that leads to them.
async function middle(origin) {
  const { total } = await json(origin, "/events?limit=1&fields=id");
  const step = Math.max(1, Math.min(PAGE, Math.floor(total / 2)));
  let next = `/events?limit=${step}&fields=id`;
  let page = await json(origin, next);
  const steps = Math.floor(total / 2 / step);
  const end = Date.now() + DEEP_SECONDS * 1000;
  let rows = 0;
  for (let i = 0; i < steps && page.next !== null && Date.now() < end; i++) {
    rows += page.items.length;
    next = page.next;
    page = await json(origin, next);
  }
  const cursor = new URL(next, origin).searchParams.get("cursor");
  const target = `/events?limit=50${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
  const items = [];
  for (const { id } of page.items.slice(0, 10)) items.push(await json(origin, `/events/${id}`));
  return { target, rows, items };
}

// The words of some records that the search finds in the fewest and in the most; a refusal is no term.
// The name of a place or of a kind of place may stand in nearly every record.
async function terms(origin, items) {
  const labels = [...items.flatMap(({ places }) => places ?? []).slice(0, 3), ...items].map(({ label }) => label);
  const words = new Set(labels.flatMap((label) => label.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []));
  const counted = [];
  for (const word of [...words].slice(0, TERMS)) {
    const { status, body } = await ask(origin, { target: `/search?q=${encodeURIComponent(word)}&limit=1` });
    if (status === 200) counted.push({ word, total: JSON.parse(body).total });
  }
  const found = counted.filter(({ total }) => total > 0).sort((a, b) => a.total - b.total);
  if (found.length === 0) throw new Error("no word of a label is found by the search");
  return { rare: found[0], common: found.at(-1) };
}

/** The questions to a dataset: [{ name, target, note }]. */
export async function scale_questions(origin) {
  const { target: deep, rows, items } = await middle(origin);
  const [record] = items.filter(({ date }) => date?.earliest);
  const day = record.date.earliest;
  const later = `${String(Number(day.slice(0, 4)) + 1).padStart(4, "0")}-01-01`;
  const { rare, common } = await terms(origin, items);
  const word = (one) => encodeURIComponent(one.word);
  return [
    { name: "by id", target: `/events/${record.id}` },
    { name: "first page", target: "/events?limit=50" },
    { name: "deep page", target: deep, note: `after ${rows.toLocaleString("en")} rows` },
    { name: "kind", target: `/events?kind=${record.kind}` },
    { name: "at", target: `/events?at=${day}` },
    { name: "from, to", target: `/events?from=${day}&to=${later}` },
    { name: "at and kind", target: `/events?at=${day}&kind=${record.kind}` },
    { name: "rare term", target: `/search?q=${word(rare)}`, note: `${rare.total.toLocaleString("en")} found` },
    { name: "common term", target: `/search?q=${word(common)}`, note: `${common.total.toLocaleString("en")} found` },
    { name: "facet", target: "/events?facet=kind" },
    { name: "facet by place", target: "/events?facet=place" },
    { name: "few claims of many", target: "/claims?cited=false" },
    { name: "histogram", target: "/timeline?histogram=decade" },
    { name: "histogram of a year", target: `/timeline?histogram=month&from=${day}&to=${later}` },
    { name: "state", target: `/state?at=${day}` },
    { name: "diff", target: `/diff?from=${day}&to=${later}` },
    { name: "quality", target: "/quality" },
  ];
}
