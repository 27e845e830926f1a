// The section `build`: what compiling a dataset costs.
import { join } from "node:path";
import { compile } from "./compile.mjs";
import { folder, quick, root, rounds } from "./settings.mjs";
import { spread } from "./statistics.mjs";
import { compile_synthetic, sizes } from "./synthetic.mjs";
import { table } from "./table.mjs";

const LARGE = 100_000; // records; what is larger is compiled once

const columns = [
  { title: "dataset", of: (row) => row.dataset, words: true },
  { title: "records", of: (row) => row.records },
  { title: "seconds", of: (row) => row.seconds },
  { title: "µs/record", of: (row) => row.per_record },
  { title: "CPU µs/record", of: (row) => row.cpu_per_record },
  { title: "bytes/record", of: (row) => row.bytes / row.records },
  { title: "peak memory, MB", of: (row) => row.peak },
];

async function row_of(dataset, times, work) {
  const costs = [];
  for (let i = 0; i < times; i++) costs.push(await work());
  const [{ records, bytes }] = costs;
  return {
    dataset,
    records,
    bytes,
    seconds: spread(costs.map(({ seconds }) => seconds)),
    per_record: spread(costs.map(({ seconds }) => (seconds * 1e6) / records)),
    cpu_per_record: spread(costs.map(({ cpu }) => (cpu * 1e6) / records)),
    peak: spread(costs.map(({ peak }) => peak / 1e6)),
  };
}

/** Compile the default dataset and the synthetic ones. */
export async function build() {
  const [source, file] = [join(root, "db/japan-russia"), join(folder("synthetic"), "default.db")];
  const rows = [await row_of("default, rich", rounds, () => compile(source, file))];
  for (const size of quick ? [] : sizes) {
    const times = size >= LARGE ? 1 : rounds;
    rows.push(await row_of(`synthetic, ${size.toLocaleString("en")} events`, times, () => compile_synthetic(size)));
  }
  return { figures: { rows }, markdown: table(columns, rows) };
}
