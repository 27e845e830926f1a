// What a run may be told, from the environment and the command line.
import { mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const results = join(root, "build/bench");
export const release = join(root, "build/release");

/** The program that is measured: BENCH_CHANCERY, or this tree's; and the dataset compiled beside it. */
export const chancery = resolve(process.env.BENCH_CHANCERY ?? join(release, "chancery"));
export const database = join(dirname(chancery), "japan-russia.db");

const number = (name, standard) => Number(process.env[name] ?? standard);

export const quick = process.argv.includes("--quick");
export const writes = process.argv.includes("--write");
export const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
export const cores = availableParallelism();

// The ordinals of a list such as 0-3,6.
const ordinals = (list) => list.split(",").flatMap((range) => {
  const [first, last = first] = range.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
});

const ours = ordinals(/^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);

/** Two cores of this machine, one for a server and one for its load; null: it has but one. */
export const apart = ours.length > 1 ? { server: ours[0], load: ours[1] } : null;

/** Seconds of one measurement, and how many times each contestant has its turn. */
export const seconds = quick ? 1 : number("BENCH_SECONDS", 2);
export const rounds = quick ? 1 : number("BENCH_ROUNDS", 5);

/** Which rows of `cached` and `uncached` are measured, by a regular expression of their names. */
export const cases = new RegExp(process.env.BENCH_CASES ?? "");

/** The largest synthetic dataset; 10000000 is the issue's. */
export const rows = number("BENCH_ROWS", 1_000_000);

/** Seconds of mixed load before memory is read again; 3600 shows whether it stays flat. */
export const soak = quick ? 1 : number("BENCH_SOAK", 30);

/** Options of `chancery serve` for every server of the run. */
export const options = (process.env.BENCH_OPTIONS ?? "").split(" ").filter(Boolean);

/** A folder under build/bench, made. */
export function folder(...names) {
  const path = join(results, ...names);
  mkdirSync(path, { recursive: true });
  return path;
}
