// `chancery build` replaces a dataset wholly or not at all: whatever ends it, at whatever moment, the old
// file stays as it was, byte for byte, or the new one is there, and the next build leaves nothing else.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { compile, compileTiny, otherTinySource } from "./datasets.mjs";
import { temporaryFolder } from "./folder.mjs";
import { randomOf } from "./random.mjs";
import { launch, run } from "./server.mjs";
import { either, plain, seededName } from "./settings.mjs";
import { pause, within } from "./waiting.mjs";

const folder = temporaryFolder();
const place = join(folder, "place");
const target = join(place, "target.db");
let good, oldBytes, newBytes, source;

before(async () => {
  mkdirSync(place);
  good = await compileTiny(folder);
  source = otherTinySource(folder);
  oldBytes = readFileSync(good);
  newBytes = readFileSync(await compile(source, join(folder, "new.db")));
});

function restore() {
  rmSync(target, { force: true });
  copyFileSync(good, target);
}

const isOld = () => readFileSync(target).equals(oldBytes);
const isNew = () => readFileSync(target).equals(newBytes);
const words = () => ["build", source, "--output", target];

test(seededName("atomic: kill -9 at any moment leaves the old file or the new one, and the next build no litter"), async (t) => {
  const random = randomOf(7);
  const begun = Date.now();
  restore();
  await run(plain, words());
  const duration = Date.now() - begun;
  const told = { old: 0, new: 0 };
  for (let i = 0; i < either(25, 100); i++) {
    restore();
    const build = launch(plain, words());
    await pause(random() * duration * 1.2);
    build.child.kill("SIGKILL");
    await within(10_000, build.exited, "the killed build");
    assert.ok(isOld() || isNew(), `the ${i}th: neither`);
    told[isOld() ? "old" : "new"]++;
  }
  assert.equal((await run(plain, words())).code, 0);
  assert.ok(isNew());
  assert.deepEqual(readdirSync(place), ["target.db"]);
  t.diagnostic(`figure: ${told.old + told.new} killed within ${duration} ms: ${told.old} times the old file, ${told.new} times the new`);
});

/** A build that fails: an exit by itself, a sentence, the old file, nothing left. Gives { code, said }. */
async function failsCleanly(command, args, where, mayPublish = false) {
  restore();
  const { code, signal, said } = await run(command, args);
  assert.equal(signal, null, `${where}: ${said}`);
  if (mayPublish && code === 0) {
    assert.ok(isNew(), `${where}: neither`);
  } else {
    assert.ok(code > 0 && code < 128, `${where}: exit ${code}: ${said}`);
    assert.ok(isOld(), `${where}: the old file changed`);
    assert.match(said, /chancery: |:\d+:\d+: /, where);
  }
  assert.deepEqual(readdirSync(place), ["target.db"], `${where}: litter`);
  return { code, said };
}

test("atomic: a disk that is full, by a limit to a file's size, is told and leaves the old file", async (t) => {
  const limits = Array.from({ length: either(8, 60) }, (_, i) => Math.floor((i * newBytes.length) / either(8, 60)));
  for (const limit of limits)
    await failsCleanly("prlimit", [`--fsize=${limit}`, plain, ...words()], `at most ${limit} bytes`);
  t.diagnostic(`figure: ${limits.length} limits from 0 to ${newBytes.length} bytes`);
});

// A file system of so many bytes that has what `place` has; a build in it; `place` as it is afterwards.
const onSmallDisk = [
  'disk=$1 options=$2 place=$3; shift 3',
  'mount -t tmpfs -o "$options" none "$disk" && cp -a "$place/." "$disk" || exit 99',
  '"$@" --output "$disk/target.db"; code=$?',
  'rm -rf "$place"/* && cp -a "$disk/." "$place" || exit 98',
  'exit "$code"',
].join("\n");

/** How a file system of one's own is had here: as root, as one who is root in a namespace, or not at all. */
async function wayToMount(disk) {
  for (const way of [["-m"], ["-rm"]]) {
    const { code } = await run("unshare", [...way, "mount", "-t", "tmpfs", "-o", "size=64k", "none", disk]);
    if (code === 0) return way;
  }
  return undefined;
}

test("atomic: a disk that is full, at any moment, is told for what it is and leaves the old file", async (t) => {
  const disk = join(folder, "disk");
  mkdirSync(disk);
  const way = await wayToMount(disk);
  const count = either(8, 60);
  const room = ({ options }) => ["unshare", [...way, "bash", "-c", onSmallDisk, "disk", disk, options, place, plain, "build", source]];
  // Where nobody may mount, every write from one on finds the disk full instead.
  const full = ({ when }) => ["strace", ["-f", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", `inject=pwrite64:error=ENOSPC:when=${when}+`, plain, ...words()]];
  for (let i = 0; i < count; i++) {
    const size = oldBytes.length + 16384 + Math.floor((i * newBytes.length) / count);
    const [command, args] = way ? room({ options: `size=${size}` }) : full({ when: 1 + 6 * i });
    const { said } = await failsCleanly(command, args, `the ${i}th full disk`);
    assert.match(said, /^chancery: .*(disk is full|No space left)/m);
  }
  if (way) {
    restore();
    const [command, args] = room({ options: `size=${4 * (oldBytes.length + newBytes.length)}` });
    const { code, said } = await run(command, args);
    assert.equal(code, 0, `where there is room: ${said}`);
    assert.ok(isNew());
    assert.deepEqual(readdirSync(place), ["target.db"]);
  }
  t.diagnostic(`figure: ${count} ${way ? "file systems that were too small" : "writes from which on the disk was full (nothing may be mounted here)"}: the old file, no litter`);
});

// The calls by which a build touches files, and what each may say.
const injections = [
  ["pwrite64", "ENOSPC"], ["pwrite64", "EIO"], ["write", "ENOSPC"], ["pread64", "EIO"], ["read", "EIO"], ["fsync", "EIO"], ["rename", "EXDEV"],
  ["rename", "EIO"], ["fchmod", "EPERM"], ["openat", "EMFILE"], ["openat", "EACCES"], ["getdents64", "EIO"], ["fstat,newfstatat", "EIO"], ["clone3,clone", "EAGAIN"], ["flock", "ENOLCK"],
];

/** How often a build makes one of these calls. */
async function count(calls) {
  restore();
  const log = join(folder, "strace");
  const { code, said } = await run("strace", ["-f", "-e", `trace=${calls}`, "-o", log, plain, ...words()]);
  assert.equal(code, 0, said);
  const lines = readFileSync(log, "latin1").split("\n").filter((line) => /^\d+ +\w+\(/.test(line)).length;
  rmSync(log);
  return lines;
}

for (const [calls, error] of injections)
  test(seededName(`atomic: ${error} of ${calls}, at any of its calls, is told and leaves the old file, or does not matter`), async (t) => {
    const all = await count(calls);
    const random = randomOf(calls.length);
    const tries = Math.min(all, either(4, 40));
    let failed = 0;
    for (let i = 0; i < tries; i++) {
      const when = 1 + Math.floor(((i + random()) * all) / tries);
      const inject = `inject=${calls}:error=${error}:when=${when}`;
      const { code } = await failsCleanly("strace", ["-f", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", inject, plain, ...words()], inject, true);
      if (code !== 0) failed++;
    }
    t.diagnostic(`figure: ${tries} of ${all} calls: ${failed} builds failed, ${tries - failed} did not mind`);
  });

test("atomic: a folder that cannot be written is told", async () => {
  const { code, said } = await run(plain, ["build", source, "--output", join(folder, "none", "x.db")]);
  assert.equal(code, 1);
  assert.match(said, /chancery: /);
  assert.ok(!existsSync(join(folder, "none")));
});
