// Markdown of figures.

function digits(value) {
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A figure: its median, and between brackets the least and the most where they differ. */
export function figure(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number") return digits(value);
  const { median, min, max } = value;
  if (Number.isNaN(median)) return "–";
  return min === max ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`;
}

/** A table of rows; columns: [{ title, of: row => value }]. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = columns.map(({ words }) => (words ? "---" : "--:"));
  return [
    line(columns.map(({ title }) => title)),
    line(rule),
    ...rows.map((row) => line(columns.map(({ of }) => figure(of(row))))),
  ].join("\n");
}
