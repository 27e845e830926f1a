// The section `dates`: what reading a date and converting a day take (time.c).
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { release } from "./settings.mjs";
import { table } from "./table.mjs";

const columns = [
  { title: "what", of: (row) => row.what, words: true },
  { title: "ns", of: (row) => row.nanoseconds },
];

const LINE = /^(?<what>.+?) +(?<nanoseconds>[\d.]+) ns/;

export async function dates() {
  const said = execFileSync(join(release, "tests/bench_time"), { encoding: "utf8" });
  const rows = said.trim().split("\n").map((line) => {
    const { what, nanoseconds } = LINE.exec(line).groups;
    return { what, nanoseconds };
  });
  return { figures: { rows }, markdown: `200,000 times each, the best of five rounds.\n\n${table(columns, rows)}` };
}
