// A folder that is gone when the tests of its file are done, however they end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "chancery-fault-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
