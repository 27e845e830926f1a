// Alternation, medians, and the ratios of what was measured in the same round.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The middle, the least and the most of some values. */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Give each contestant its turn, `rounds` times: [{ name: what its measure gave }, …]. */
export async function alternate(contestants, rounds, measure) {
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const turn = {};
    for (const one of contestants) turn[one.name] = await measure(one, round);
    measured.push(turn);
  }
  return measured;
}

/** The spread of what `value(turn)` gives, over the rounds. */
export function over(measured, value) {
  return spread(measured.map(value));
}
