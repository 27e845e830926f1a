// A small dataset of the tests' own: tests/fixtures/tiny in a folder for a while, changed, compiled
// and served.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, serve } from "../data/server.mjs";

const tiny = fileURLToPath(new URL("../fixtures/tiny", import.meta.url));

/** Compile and serve tiny after `change(edit, write)` has changed its files. */
export async function serveChanged(change) {
  const folder = mkdtempSync(join(tmpdir(), "chancery-formats-"));
  const write = (name, value) => {
    mkdirSync(dirname(join(folder, "data", name)), { recursive: true });
    writeFileSync(join(folder, "data", name), JSON.stringify(value));
  };
  const edit = (name, how) => {
    const value = JSON.parse(readFileSync(join(folder, "data", name), "utf8"));
    how(value);
    write(name, value);
  };
  cpSync(tiny, join(folder, "data"), { recursive: true });
  change(edit, write);
  execFileSync(program, ["build", join(folder, "data"), "--output", join(folder, "small.db")], { stdio: "pipe" });
  const server = await serve(join(folder, "small.db"));
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  return { ...server, stop };
}
