// A server of the small dataset of tests/fixtures/tiny with some of its files altered.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, serve } from "../data/server.mjs";

const tiny = fileURLToPath(new URL("../fixtures/tiny", import.meta.url));

// `changes` has a function for each file that takes its contents (undefined: it is new) and gives them back
// or changes them.
export async function serveAltered(changes) {
  const folder = await mkdtemp(join(tmpdir(), "chancery-altered-"));
  const dataset = join(folder, "dataset"), database = join(folder, "altered.db");
  await cp(tiny, dataset, { recursive: true });
  for (const [name, change] of Object.entries(changes)) {
    const file = join(dataset, name);
    const contents = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : undefined;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(change(contents) ?? contents));
  }
  execFileSync(program, ["build", dataset, "--output", database], { stdio: ["ignore", "ignore", "pipe"] });
  const server = await serve(database);
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
  return { ...server, stop };
}
