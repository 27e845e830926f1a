// `chancery build` under watch: time, CPU and the most memory that it held.
import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cpu_seconds } from "./load.mjs";
import { log_file, start } from "./processes.mjs";
import { chancery } from "./settings.mjs";

const PATIENCE = 3_600_000; // milliseconds
const LOOK = 10; // milliseconds between two looks at the process: what it did after the last is lost

function peak_memory(pid) {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

/** Compile a dataset folder. Gives records, seconds, cpu (seconds), peak and bytes. */
export async function compile(source, file) {
  const begun = process.hrtime.bigint();
  const build = start(chancery, ["build", source, "--output", file], { log: log_file("build") });
  let [cpu, peak] = [0, 0];
  while (build.alive()) {
    if (process.hrtime.bigint() - begun > BigInt(PATIENCE) * 1_000_000n) await build.stop();
    try {
      [cpu, peak] = [cpu_seconds(build.pid), Math.max(peak, peak_memory(build.pid))];
    } catch {
      // It ended between two looks.
    }
    await Promise.race([build.ended, sleep(LOOK)]);
  }
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const said = readFileSync(build.log, "utf8");
  const counts = /: (\d+ sources, .*)$/m.exec(said)?.[1];
  if (counts === undefined) throw new Error(`chancery build ${source}: ${said.slice(-1000)}`);
  const records = counts.split(", ").reduce((sum, one) => sum + Number.parseInt(one, 10), 0);
  return { records, seconds, cpu, peak, bytes: statSync(file).size };
}
