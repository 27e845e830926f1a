// /state against the reference on every day of 1778 … 1917: some ten minutes.
import { compareState } from "./comparison.mjs";
import { Reference } from "./reference.mjs";
import { each, serve } from "./server.mjs";

const first = 2370462; // 1778-01-01
const last = 2421594; // 1917-12-31

const server = await serve();
const reference = await Reference.load(server.get);
const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
try {
  await each(days, async (day) => compareState(reference, await server.get(`/state?at=jdn:${day}`), day, day));
  console.log(`${days.length} days of 1778 … 1917 are as the reference has them`);
} finally {
  await server.stop();
}
