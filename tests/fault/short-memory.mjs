// Shortness of memory at will, by way of fail_malloc.c: which allocation of a process fails, and how many
// after it.
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { failMalloc } from "./settings.mjs";

const pointLimit = 1 << 16;

export const forGood = 2n ** 62n;

export class ShortMemory {
  constructor(folder, name = "memory") {
    this.path = join(folder, name);
    this.file = openSync(this.path, "w+");
    ftruncateSync(this.file, 8 * (5 + pointLimit));
    this.env = { LD_PRELOAD: failMalloc, FAIL_MALLOC: this.path };
  }

  write(place, number) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(number));
    writeSync(this.file, bytes, 0, 8, place * 8);
  }

  read(place) {
    const bytes = Buffer.alloc(8);
    readSync(this.file, bytes, 0, 8, place * 8);
    return Number(bytes.readBigInt64LE());
  }

  /** Count from 0 again; from the `first` on (0: none) so many fail. */
  set(first, failures = 1) {
    this.write(1, 0);
    this.write(2, failures);
    this.write(0, 0);
    this.write(1, first);
  }

  counted() {
    return this.read(0);
  }

  /** The allocations that `work` makes, one of each way to one; `all`: how many it makes. */
  async trace(work) {
    this.set(0);
    this.write(4, 0);
    this.write(3, 1);
    await work();
    this.write(3, 0);
    const points = Array.from({ length: this.read(4) }, (_, i) => this.read(5 + i));
    // A trace that cannot tell ways apart would leave next to nothing to try.
    if (points.length < 100) throw new Error(`only ${points.length} ways to ${this.counted()} allocations were found`);
    return { points, all: this.counted() };
  }

  close() {
    closeSync(this.file);
  }
}
