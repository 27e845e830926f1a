// Waiting that always ends.

export const pause = (milliseconds) => new Promise((later) => setTimeout(later, milliseconds));

/** What a promise gives, or an error after so many milliseconds. */
export async function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`${what} took more than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ask again and again until it is so. */
export async function until(milliseconds, what, isSo) {
  const end = Date.now() + milliseconds;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not come to be within ${milliseconds} ms`);
    await pause(5);
  }
}

/** Call `work` with 0, 1, … up to `count`, so many at a time. */
export async function many(count, atOnce, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
