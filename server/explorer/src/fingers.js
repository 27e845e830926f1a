// Fingers on a picture. One of them scrolls the page, as everywhere, unless the picture says that it is near and can be moved;
// two of them always move and stretch the picture.

/** Tell `move` of each step as { count, factor, from, to }: how many fingers, how far two went apart, and where their middle went. */
export function onFingers(element, { begin, move, isNear = () => false }) {
  let last = null;

  const read = ({ touches }) => {
    const box = element.getBoundingClientRect();
    const points = [...touches].slice(0, 2).map(({ clientX, clientY }) => [clientX - box.left, clientY - box.top]);
    const [one, other = one] = points;
    return { count: touches.length, middle: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2], apart: Math.hypot(one[0] - other[0], one[1] - other[1]) };
  };

  const followed = new Set();

  function onMove(event) {
    const now = read(event);
    const isOurs = now.count === 2 || (now.count === 1 && isNear());
    if (isOurs && event.cancelable) {
      event.preventDefault();
      if (last?.count === now.count) move({ count: now.count, factor: now.count === 2 && last.apart > 0 ? now.apart / last.apart : 1, from: last.middle, to: now.middle });
    }
    last = now;
  }

  function onLift(event) {
    last = event.touches.length > 0 ? read(event) : null;
    if (last) return;
    for (const target of followed) {
      target.removeEventListener("touchmove", onMove);
      for (const end of ["touchend", "touchcancel"]) target.removeEventListener(end, onLift);
    }
    followed.clear();
  }

  element.addEventListener("touchstart", (event) => {
    last = read(event);
    // Drawing anew replaces what was touched, and a finger's events go on to what it touched first.
    for (const { target } of event.changedTouches) {
      if (followed.has(target)) continue;
      followed.add(target);
      target.addEventListener("touchmove", onMove, { passive: false });
      for (const end of ["touchend", "touchcancel"]) target.addEventListener(end, onLift);
    }
    if (last.count < 2) return;
    event.preventDefault(); // or the browser scrolls or stretches the page
    begin?.();
  }, { passive: false });
}
