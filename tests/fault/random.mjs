// Choices at random that a seed makes again.
import { seeded } from "../data/server.mjs";
import { seed } from "./settings.mjs";

/** Numbers from 0 to below 1, of the suite's seed and of one's own. */
export const randomOf = (own) => seeded(seed + own);

/** At most so many of these, spread over all of them. */
export function spread(all, count, random) {
  if (all.length <= count) return all;
  const step = all.length / count;
  return Array.from({ length: count }, (_, i) => all[Math.min(all.length - 1, Math.floor((i + random()) * step))]);
}
