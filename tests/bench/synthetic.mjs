// The synthetic datasets: generated and compiled under build/bench, once for a build of the program.
import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { compile } from "./compile.mjs";
import { chancery, folder, release, results, rows } from "./settings.mjs";

const SEED = 1;
const ours = join(release, "tests/bench_generate");

/** How large the datasets are: a thousand, a million, and what BENCH_ROWS asks for beyond. */
export const sizes = [...new Set([1000, Math.min(rows, 1_000_000), rows])].sort((a, b) => a - b);

// The folder of a size, made anew when the generator is newer. BENCH_GENERATOR is another program to
// make it with, called in the same way: ROWS SEED FOLDER, where the folder is not there yet.
function source(size) {
  const generator = process.env.BENCH_GENERATOR ?? ours;
  if (!existsSync(generator)) throw new Error(`there is no ${generator} to make a dataset with`);
  const path = join(folder("synthetic"), String(size));
  const whole = join(path, "dataset.json");
  if (existsSync(whole) && statSync(whole).mtimeMs > statSync(generator).mtimeMs) return path;
  const part = `${path}.part`;
  for (const one of [path, part]) rmSync(one, { recursive: true, force: true });
  execFileSync(generator, [String(size), String(SEED), part], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 1_800_000,
  });
  renameSync(part, path);
  return path;
}

/** Where the compiled dataset of a size is or shall be. */
export const database_of = (size) => join(results, "synthetic", `${size}.db`);

/** Compile the dataset of a size anew; what it cost. */
export async function compile_synthetic(size) {
  rmSync(database_of(size), { force: true });
  return compile(source(size), database_of(size));
}

/** The compiled dataset of a size, made by this build of the program. */
export async function synthetic(size) {
  const file = database_of(size);
  const fresh = existsSync(file) && statSync(file).mtimeMs > statSync(chancery).mtimeMs;
  if (!fresh) await compile_synthetic(size);
  return file;
}
