// The spine: time across, or down where the page is narrow. It draws what is known as hard edges and what is not as soft ones.
import { scaleUtc } from "d3-scale";
import { h, rove, s } from "./dom.js";
import { addMonths, fromTime, toIso, toTime } from "./days.js";
import { onFingers } from "./fingers.js";
import { LANE_ORDER } from "./history.js";
import { t } from "./words.js";

const NARROW = 600;
const ROW = 13;
const DOT = 4.5;
const BAND = 30;
const SHORTEST = 60; // days on screen at the closest
const GAP = 4;
const LABEL_FONT = "11.5px system-ui, sans-serif";

const pen = document.createElement("canvas").getContext("2d");
function widthOf(text, font = "12px system-ui, sans-serif") {
  pen.font = font;
  return pen.measureText(text).width;
}

/** Rows in which no two marks of a lane overlap, as long as there are enough. */
function pack(marks, rowCount) {
  const until = new Array(rowCount).fill(-Infinity);
  for (const mark of marks) {
    const row = until.indexOf(Math.min(...until)); // the longest free leaves names the most room
    mark.row = row;
    until[row] = Math.max(until[row], mark.to);
  }
}

function tickFormat(span, language) {
  const locale = language === "en" ? "en-GB" : language;
  if (span > 365 * 4) return (time) => String(time.getUTCFullYear());
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return (time) => (time.getUTCDate() === 1 ? month : day).format(time);
}

export function createTimeline(root, { onDay, linkTo, onSpan, tooltip }) {
  let data = null;
  let view = { day: 0, span: null, pair: null, record: null, changes: null };
  let layout = null;
  const picture = s("svg", { class: "timeline-picture" });
  root.replaceChildren(picture);

  const full = () => [data.period[0] - 200, data.period[1] + 200];
  const domain = () => view.span ?? full();

  function measure() {
    const width = Math.max(280, root.clientWidth);
    const isDown = width < NARROW;
    const rows = isDown ? 3 : 4;
    const labels = LANE_ORDER.map((lane) => t(`lane_${lane}`));
    const [first, last] = domain();
    const ticks = tickFormat(last - first, document.documentElement.lang);
    const gutter = isDown ? Math.ceil(Math.max(36, widthOf(ticks(toTime(first + 40))), widthOf(ticks(toTime(last)))) + 10) : Math.ceil(Math.max(widthOf(t("lane_relation"), "13px system-ui"), ...labels.map((label) => widthOf(label, "13px system-ui"))) + 18);
    const head = isDown ? 40 : 26;
    const band = isDown ? 22 : BAND;
    const length = isDown ? 620 : width - gutter - 14;
    const lane = isDown ? (width - gutter - band - 18) / LANE_ORDER.length : rows * ROW + 10;
    const across = band + 10 + lane * LANE_ORDER.length;
    const start = isDown ? head : gutter;
    const scale = scaleUtc().domain(domain().map(toTime)).range([start, start + length]);
    return { width, isDown, rows, gutter, head, band, length, lane, across, scale, start, at: (jdn) => scale(toTime(jdn)) };
  }

  /** A box given along time and across it, wherever time runs. */
  const box = (from, to, side, depth) =>
    layout.isDown
      ? { x: layout.gutter + side, y: from, width: depth, height: Math.max(0, to - from) }
      : { x: from, y: layout.head + side, width: Math.max(0, to - from), height: depth };
  const point = (along, side) => (layout.isDown ? [layout.gutter + side, along] : [along, layout.head + side]);

  function band() {
    const pair = data.pairs.find(({ key }) => key === view.pair) ?? data.pairs[0];
    if (!pair) return [];
    const [low, high] = [layout.start, layout.start + layout.length];
    return pair.phases.map((phase) => {
      const from = Math.max(low, phase.days.starts[0] === null ? low : layout.at(phase.days.starts[0]));
      const to = Math.min(high, phase.days.ends[1] === null ? high : layout.at(phase.days.ends[1]));
      if (to <= from) return null;
      const label = data.kindLabel("relation", phase.status);
      const name = `${phase.label}: ${label}, ${phase.interval.display}`;
      const room = to - from - 12;
      const place = box(from, to, 0, layout.band);
      const soft = [phase.days.starts, phase.days.ends]
        .filter(([earliest, latest]) => earliest !== null && latest !== null && latest - earliest > 1)
        .map(([earliest, latest]) => s("rect", { ...box(Math.max(low, layout.at(earliest)), Math.min(high, layout.at(latest)), 0, layout.band), fill: "url(#soft)", class: "band-soft" }));
      return markLink(phase, name, phase.interval, [
        s("rect", { ...place, class: `status status-${phase.status}` }),
        soft,
        !layout.isDown && widthOf(label) < room && s("text", { x: from + 7, y: layout.head + layout.band / 2 + 4, class: `band-label on-${phase.status}` }, label),
      ]);
    });
  }

  function markLink(item, name, date, children, extra = "") {
    const isChosen = view.record === item.record;
    const element = s(
      "a",
      {
        href: linkTo({ record: item.record, view: "record" }), class: `mark ${extra} ${isChosen ? "chosen" : ""}`, tabindex: "-1",
        "aria-label": name, "data-record": item.record, "data-day": item.days.starts[0] ?? item.days.starts[1],
      },
      children,
    );
    tooltip.attach(element, () => ({ title: item.label, kind: data.kindLabel(item.type ?? "relation", item.kind), date }));
    return element;
  }

  /** Pixel extents of the marks in sight. A point known to the day is a dot; less well known, a ring with its doubt drawn out. */
  function placeMarks() {
    const [low, high] = [layout.start, layout.start + layout.length];
    const clamp = (value) => Math.max(low - 8, Math.min(high + 8, value));
    return data.marks
      .map((mark) => {
        const { starts, ends, isPoint, isEndless } = mark.days;
        const known = [starts[0], starts[1], ends[0], ends[1]].filter((day) => day !== null);
        const first = layout.at(starts[0] ?? known[0]);
        const last = isEndless ? high + 8 : layout.at(ends[1] ?? known.at(-1));
        if (last < low - 2 || first > high + 2) return null;
        const soft = [clamp(first), clamp(last)];
        const hard = isPoint ? null : [clamp(layout.at(starts[1] ?? starts[0] ?? known[0])), clamp(isEndless ? soft[1] : layout.at(ends[0] ?? starts[1] ?? known.at(-1)))];
        const middle = (soft[0] + soft[1]) / 2;
        const isBar = !isPoint && soft[1] - soft[0] > DOT * 2;
        return { mark, soft, hard, middle, isBar, from: Math.min(soft[0], middle - DOT - 1), to: Math.max(soft[1], middle + DOT + 1) };
      })
      .filter(Boolean);
  }

  function drawMark({ mark, soft, hard, middle, isBar, row, text, isBefore }, laneTop) {
    const rowDepth = layout.isDown ? (layout.lane - 6) / layout.rows : ROW;
    const side = laneTop + row * rowDepth + rowDepth / 2 + 2;
    const parts = [];
    const [x, y] = point(isBar ? soft[0] : middle, side);
    if (isBar) {
      parts.push(s("rect", { ...box(soft[0], soft[1], side - 3, 6), rx: 3, class: "bar-soft" }));
      if (hard[1] > hard[0]) parts.push(s("rect", { ...box(hard[0], hard[1], side - 3, 6), rx: 3, class: "bar" }));
    } else {
      if (soft[1] - soft[0] > 3) parts.push(s("rect", { ...box(soft[0], soft[1], side - 0.75, 1.5), class: "doubt" }));
      const shape = mark.lane === "treaty"
        ? s("path", { d: `M${x} ${y - 5.5}L${x + 5.5} ${y}L${x} ${y + 5.5}L${x - 5.5} ${y}Z` })
        : s("circle", { cx: x, cy: y, r: DOT });
      shape.setAttribute("class", mark.days.isExact ? "dot" : "ring");
      parts.push(shape);
    }
    if (view.record === mark.record) parts.push(s("circle", { cx: x, cy: y, r: 9, class: "halo" }));
    const away = isBar ? 5 : DOT + 5;
    const textAt = isBefore ? (isBar ? soft[0] : middle) - away : (isBar ? soft[1] : middle) + away;
    // The name stands beside the link, not in it: shortened, it is not the link's name. The area to press covers both.
    const wide = text ? widthOf(text, LABEL_FONT) : 0;
    const from = text && isBefore ? textAt - wide : Math.min(soft[0], middle - 8);
    const end = text && !isBefore ? textAt + wide : Math.max(soft[1], middle + 8);
    parts.push(s("rect", { ...box(from, end, side - 8, 16), class: "hit" }));
    return [text && s("text", { x: textAt, y: y + 4, class: "mark-label", "text-anchor": isBefore ? "end" : "start", "aria-hidden": "true" }, text), markLink(mark, `${mark.label}, ${data.kindLabel(mark.type, mark.kind)}, ${mark.date.display}`, mark.date, parts, `lane-${mark.lane}`)];
  }

  /** A mark's name stands after it, or where there is no room, before it; else it is left to the tooltip. */
  function name(entry, after, before) {
    if (layout.isDown) return;
    entry.text = fitText(entry.mark.label, Math.min(after, 220) - 6);
    if (entry.text) return;
    entry.text = fitText(entry.mark.label, Math.min(before, 220) - 6);
    entry.isBefore = entry.text !== null;
  }

  /** The name where it has room, or most of it; the beginnings of names alone would say little. */
  function fitText(label, room) {
    const width = widthOf(label, LABEL_FONT);
    if (width <= room) return label;
    if (room < width * 0.85) return null;
    return `${label.slice(0, Math.floor((label.length * room) / width) - 2).trimEnd()}…`;
  }

  function lanes() {
    const placed = placeMarks();
    return LANE_ORDER.map((lane, index) => {
      const laneTop = layout.band + 10 + index * layout.lane;
      const own = placed.filter(({ mark }) => mark.lane === lane).sort((one, other) => one.from - other.from);
      pack(own, layout.rows);
      const end = layout.start + layout.length;
      const taken = new Array(layout.rows).fill(layout.start);
      own.forEach((entry, position) => {
        const next = own.slice(position + 1).find(({ row }) => row === entry.row);
        name(entry, (next?.from ?? end) - entry.to - 6, entry.from - taken[entry.row] - 6);
        taken[entry.row] = entry.to + (entry.text && !entry.isBefore ? widthOf(entry.text, LABEL_FONT) + 6 : 0);
      });
      return s("g", {}, own.map((entry) => drawMark(entry, laneTop)));
    });
  }

  function frame() {
    const parts = [];
    const { isDown, gutter, head, across, start, length } = layout;
    LANE_ORDER.forEach((lane, index) => {
      const laneTop = layout.band + 10 + index * layout.lane;
      const [x, y] = point(start, laneTop);
      if (isDown) {
        parts.push(s("line", { x1: x, x2: x, y1: y, y2: y + length, class: "lane-line" }));
        parts.push(s("text", { x: x + layout.lane / 2, y: index % 2 ? 30 : 14, class: "lane-label", "text-anchor": "middle" }, t(`lane_${lane}`)));
      } else {
        parts.push(s("line", { x1: gutter, x2: gutter + length, y1: y, y2: y, class: "lane-line" }));
        parts.push(s("text", { x: gutter - 14, y: y + layout.lane / 2 + 4, class: "lane-label", "text-anchor": "end" }, t(`lane_${lane}`)));
      }
    });
    if (!isDown) parts.push(s("text", { x: gutter - 14, y: head + layout.band / 2 + 4, class: "lane-label", "text-anchor": "end" }, t("lane_relation")));
    const [from, to] = domain();
    const format = tickFormat(to - from, document.documentElement.lang);
    for (const tick of layout.scale.ticks(isDown ? 12 : Math.max(4, Math.floor(length / 90)))) {
      const along = layout.scale(tick);
      if (isDown) {
        parts.push(s("line", { x1: gutter, x2: gutter + across, y1: along, y2: along, class: "tick" }));
        parts.push(s("text", { x: gutter - 6, y: along + 4, class: "tick-label", "text-anchor": "end" }, format(tick)));
      } else {
        parts.push(s("line", { x1: along, x2: along, y1: head, y2: head + across + 5, class: "tick" }));
        parts.push(s("text", { x: along, y: head + across + 20, class: "tick-label", "text-anchor": "middle" }, format(tick)));
      }
    }
    return parts;
  }

  function changes() {
    if (!view.changes) return null;
    const [low, high] = [layout.start, layout.start + layout.length];
    const [from, to] = view.changes.map((day) => Math.max(low, Math.min(high, layout.at(day))));
    return s("rect", { ...box(from, to, 0, layout.across), class: "between" });
  }

  function playhead() {
    const along = layout.at(view.day);
    const seen = along >= layout.start - 1 && along <= layout.start + layout.length + 1;
    const [low, high] = data.period;
    const { isDown, head, across, gutter } = layout;
    const tip = isDown ? [gutter - 2, along] : [along, head + across + 4];
    const handle = s(
      "g",
      { class: "playhead", role: "slider", tabindex: "0", "aria-label": t("playhead"), "aria-orientation": isDown ? "vertical" : "horizontal", "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": view.day, "aria-valuetext": view.dayLabel ?? toIso(view.day), "aria-describedby": "timeline-help" },
      s("line", isDown ? { x1: gutter - 2, x2: gutter + across, y1: along, y2: along } : { x1: along, x2: along, y1: 4, y2: head + across + 4 }),
      s("circle", { cx: tip[0], cy: tip[1], r: 14, class: "grip-hit" }),
      s("circle", { cx: tip[0], cy: tip[1], r: 7, class: "grip" }),
    );
    if (!seen) handle.classList.add("away");
    const text = view.dayLabel ?? toIso(view.day);
    const half = widthOf(text, "600 12px system-ui") / 2 + 8;
    if (!isDown && seen) {
      const middle = Math.max(gutter + half - 8, Math.min(layout.width - half, along));
      handle.append(
        s("rect", { x: middle - half, y: 0, width: half * 2, height: 20, rx: 10, class: "flag" }),
        s("text", { x: middle, y: 14, class: "flag-text", "text-anchor": "middle" }, text),
      );
    }
    handle.addEventListener("keydown", onKey);
    return handle;
  }

  function onKey(event) {
    const day = view.day;
    const to = {
      ArrowLeft: day - 1, ArrowRight: day + 1,
      ArrowDown: addMonths(day, -1), ArrowUp: addMonths(day, 1),
      PageDown: addMonths(day, -12), PageUp: addMonths(day, 12),
      Home: data.period[0], End: data.period[1],
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onDay(to);
  }

  function draw() {
    if (!data) return;
    const focus = document.activeElement;
    const hadHandle = focus?.classList?.contains("playhead");
    const hadRecord = root.contains(focus) ? focus?.dataset?.record : null;
    layout = measure();
    const height = layout.isDown ? layout.head + layout.length + 12 : layout.head + layout.across + 28;
    picture.setAttribute("viewBox", `0 0 ${layout.width} ${height}`);
    picture.setAttribute("width", layout.width);
    picture.setAttribute("height", height);
    picture.classList.toggle("down", layout.isDown);
    const plot = box(layout.start, layout.start + layout.length, 0, layout.across);
    const marks = s("g", { class: "marks", role: "group", "aria-label": t("timeline"), "clip-path": "url(#plot)" }, s("g", { class: "band" }, band()), lanes());
    picture.replaceChildren(
      s("defs", {},
        s("clipPath", { id: "plot" }, s("rect", layout.isDown ? { x: 0, y: layout.start - 1, width: layout.width, height: layout.length + 2 } : { x: layout.start - 1, y: 0, width: layout.length + 2, height })),
        s("pattern", { id: "soft", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 2.5, height: 5, class: "soft-stripe" })),
      ),
      s("rect", { ...plot, class: "ground" }),
      ...frame(),
      changes() ?? "",
      marks,
      playhead(),
    );
    const links = marks.querySelectorAll("a");
    (marks.querySelector("a.chosen") ?? links[0])?.setAttribute("tabindex", "0");
    rove(marks, "a");
    if (hadHandle) picture.querySelector(".playhead").focus({ preventScroll: true });
    if (hadRecord) [...links].find(({ dataset }) => dataset.record === hadRecord)?.focus({ preventScroll: true });
  }

  function movePlayhead() {
    const old = picture.querySelector(".playhead");
    const isFocused = old === document.activeElement;
    const next = playhead();
    old.replaceWith(next);
    if (isFocused) next.focus({ preventScroll: true });
  }

  function setSpan(from, to) {
    const [low, high] = full();
    const length = Math.max(SHORTEST, Math.min(high - low, to - from));
    const start = Math.max(low, Math.min(high - length, from));
    onSpan(length >= high - low - 1 ? null : [Math.round(start), Math.round(start + length)]);
  }

  function zoom(factor, about) {
    const [from, to] = domain();
    const middle = about ?? (view.day >= from && view.day <= to ? view.day : (from + to) / 2);
    setSpan(middle - (middle - from) * factor, middle + (to - middle) * factor);
  }

  const alongOf = (event) => {
    const place = picture.getBoundingClientRect();
    return layout.isDown ? event.clientY - place.top : event.clientX - place.left;
  };
  const dayAt = (along) => fromTime(layout.scale.invert(along).getTime());
  const clampDay = (day) => Math.max(data.period[0], Math.min(data.period[1], day));

  // The playhead is dragged by its grip, or anywhere while the whole period is in sight; a zoomed picture is dragged itself.
  let drag = null;
  picture.addEventListener("pointerdown", (event) => {
    if (!layout || event.button !== 0) return;
    const along = alongOf(event);
    const isGrip = event.target.closest(".playhead") !== null;
    if (!isGrip && event.target.closest("a")) return;
    if (!isGrip && layout.isDown && event.pointerType === "touch") return;
    drag = { along, span: domain(), isGrip, isScrub: isGrip || !view.span, moved: false };
    picture.setPointerCapture(event.pointerId);
    if (isGrip) event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const along = alongOf(event);
    if (Math.abs(along - drag.along) > 3) drag.moved = true;
    if (!drag.moved) return;
    if (drag.isScrub) return onDay(clampDay(dayAt(along)));
    const perPixel = (drag.span[1] - drag.span[0]) / layout.length;
    setSpan(drag.span[0] - (along - drag.along) * perPixel, drag.span[1] - (along - drag.along) * perPixel);
  });
  picture.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved) onDay(clampDay(dayAt(alongOf(event))));
    drag = null;
  });
  picture.addEventListener("pointercancel", () => (drag = null));
  picture.addEventListener("click", (event) => {
    if (layout?.isDown && !event.target.closest("a, .playhead") && event.detail === 1 && event.pointerType === "touch") onDay(clampDay(dayAt(alongOf(event))));
  });
  onFingers(picture, {
    begin: () => (drag = null),
    isNear: () => drag?.isGrip, // the grip is replaced as it moves, and its touch-action with it
    move({ count, factor, from, to }) {
      if (count < 2) return;
      const along = ([x, y]) => (layout.isDown ? y : x);
      const length = (domain()[1] - domain()[0]) / factor;
      const start = dayAt(along(from)) - ((along(to) - layout.start) / layout.length) * length;
      setSpan(start, start + length);
    },
  });
  // The wheel alone scrolls the page, as everywhere; with a modifier it zooms, sideways it moves along.
  picture.addEventListener(
    "wheel",
    (event) => {
      if (!layout) return;
      if (event.ctrlKey || event.metaKey || event.altKey) {
        event.preventDefault();
        zoom(Math.exp(event.deltaY * 0.004), dayAt(alongOf(event)));
      } else if (view.span && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const shift = (event.deltaX * (view.span[1] - view.span[0])) / layout.length;
        setSpan(view.span[0] + shift, view.span[1] + shift);
      }
    },
    { passive: false },
  );

  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      draw();
    }
  }).observe(root);

  return {
    setData(next) {
      data = next;
      draw();
    },
    show(next) {
      const isDayAlone = Object.entries(next).every(([key, value]) => key.startsWith("day") || JSON.stringify(view[key]) === JSON.stringify(value));
      view = { ...view, ...next };
      if (isDayAlone && layout) movePlayhead();
      else draw();
    },
    zoom,
    clampDay,
    legend: () => legend(),
  };

  function legend() {
    const sample = (...children) => s("svg", { width: 34, height: 14, viewBox: "0 0 34 14", class: "sample", "aria-hidden": "true" }, children);
    const statuses = [...new Set(data.pairs.flatMap(({ phases }) => phases.map(({ status }) => status)))];
    const order = ["allied", "friendly", "minimal", "none", "tense", "hostile", "war"];
    return h("div", {}, h("ul", { class: "legend", "aria-label": t("legend") },
      h("li", {}, sample(s("circle", { cx: 17, cy: 7, r: DOT, class: "dot" })), t("key_exact")),
      h("li", {}, sample(s("rect", { x: 3, y: 6.25, width: 28, height: 1.5, class: "doubt" }), s("circle", { cx: 17, cy: 7, r: DOT, class: "ring" })), t("key_unsure")),
      h("li", {}, sample(s("rect", { x: 1, y: 3.5, width: 32, height: 7, rx: 3.5, class: "bar" })), t("key_span")),
      h("li", {}, sample(s("rect", { x: 1, y: 3.5, width: 32, height: 7, rx: 3.5, class: "bar-soft" }), s("rect", { x: 9, y: 3.5, width: 15, height: 7, rx: 3.5, class: "bar" })), t("key_soft"))),
      h("ul", { class: "legend", "aria-label": t("lane_relation") }, statuses.sort((one, other) => order.indexOf(one) - order.indexOf(other)).map((status) =>
        h("li", {}, sample(s("rect", { x: 5, y: 0, width: 24, height: 14, class: `status status-${status}` })), data.kindLabel("relation", status)))));
  }
}
