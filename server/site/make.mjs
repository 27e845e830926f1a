// The pages for people, as the binary embeds them: node make.mjs OUT EXPLORER AUTO|ON
//
// OUT/assets.bin gets the bytes of every file, as they are and in each coding, and OUT/assets.c the table of
// them. The files are our own beside this one, what EXPLORER/build.mjs makes, and the reference's script, which
// npm brings. With AUTO what cannot be had (no network, say) is left out with a warning; with ON it is an error.
// What was made of the same files before is left as it is.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";

const [out, explorer, mode] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

// The reference: one file of a package that is never installed (its dependencies would be a thousand).
const scalar = {
  package: "@scalar/api-reference@1.72.1",
  file: "package/dist/browser/standalone.js",
  copyright: "Copyright (c) 2023-present Scalar",
  sha256: "bf091006bdc3af6067af77c2f534812e3e633e94a94e87138069f570f33b762c",
};

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
};

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const run = (program, args, cwd) => execFileSync(program, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

/** What all of it is made from, as one digest. */
function digestOfSources() {
  const parts = [...filesBelow(here), ...filesBelow(explorer), join(here, "../../openapi/openapi.json")].map((file) => `${file} ${sha256(readFileSync(file))}`);
  return sha256([process.version, ...parts].join("\n"));
}

/** The explorer: its page and its assets, or nothing where there is no source of it. */
function makeExplorer() {
  if (!existsSync(join(explorer, "build.mjs"))) return [];
  const lock = readFileSync(join(explorer, "package-lock.json"));
  const installed = join(explorer, "node_modules/.installed");
  if (!existsSync(installed) || !lock.equals(readFileSync(installed))) {
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], explorer);
    mkdirSync(dirname(installed), { recursive: true });
    writeFileSync(installed, lock);
  }
  const made = join(out, "explorer");
  rmSync(made, { recursive: true, force: true });
  run(process.execPath, ["build.mjs", made], explorer);
  return filesBelow(made).map((file) => {
    const isPage = relative(made, file) === "index.html";
    if (!isPage && dirname(relative(made, file)) !== "assets")
      throw new Error(`${relative(made, file)} is neither index.html nor a file of assets/`);
    return { source: basename(file), name: isPage ? null : basename(file), bytes: readFileSync(file) };
  });
}

/** The MIT licence, whose words are those of ours, as the reference's makers give it. */
function notice() {
  const own = readFileSync(join(here, "../../LICENSE"), "utf8");
  return `/*! ${scalar.package}, MIT License\n${scalar.copyright}\n\n${own.slice(own.indexOf("Permission is")).trim()}\n*/\n`;
}

/** The reference's script, checked, with its licence before it. */
function fetchReference() {
  const kept = join(out, `reference-${scalar.sha256.slice(0, 16)}.js`);
  if (!existsSync(kept)) {
    const folder = mkdtempSync(join(tmpdir(), "chancery-reference-"));
    try {
      run("npm", ["pack", scalar.package, "--ignore-scripts", "--loglevel=error"], folder);
      const [archive] = readdirSync(folder);
      const extract = (file) =>
        execFileSync("tar", ["-xzOf", archive, file], { cwd: folder, maxBuffer: 1 << 26 });
      const script = extract(scalar.file);
      if (sha256(script) !== scalar.sha256)
        throw new Error(`${scalar.package} has not the checksum that it should have, but ${sha256(script)}`);
      writeFileSync(kept, Buffer.concat([Buffer.from(notice()), script]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return [{ source: "reference.js", bytes: readFileSync(kept) }];
}

/** What `make` gives, or nothing and a warning where it may be left out. */
function orNothing(what, make) {
  try {
    return make();
  } catch (error) {
    if (mode === "ON") throw error;
    console.error(`warning: ${what} is left out: ${error.message.split("\n")[0]}`);
    isWhole = false;
    return [];
  }
}

/** A name that changes with the contents. */
function hashed({ source, name, bytes }) {
  const extension = extname(source);
  const own = `${basename(source, extension)}-${sha256(bytes).slice(0, 8)}${extension}`;
  return { source, name: name === undefined ? own : name, bytes };
}

const codings = [
  { coding: "identity", encode: (bytes) => bytes },
  { coding: "zstd", encode: zlib.zstdCompressSync &&
    ((bytes) => zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 19 } })) },
  { coding: "br", encode: (bytes) => zlib.brotliCompressSync(bytes, { params: {
    [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
    [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }) },
  { coding: "gzip", encode: (bytes) => zlib.gzipSync(bytes, { level: 9 }) },
];

/** The file of bytes and the rows of the table: a form that is no smaller is not kept. */
function pack(files) {
  const pieces = [], rows = [];
  let offset = 0;
  for (const { source, name, bytes } of files) {
    const sizes = [];
    const forms = codings.map(({ coding, encode }) => {
      const form = encode?.(bytes);
      if (!form || (coding !== "identity" && form.length >= bytes.length)) return "{0}";
      pieces.push(form);
      sizes.push(`${coding} ${form.length}`);
      offset += form.length;
      return `{chancery_site + ${offset - form.length}, ${form.length}}`;
    });
    console.error(`  ${name ?? source}: ${sizes.join(", ")}`);
    rows.push(`    {${JSON.stringify(source)}, ${name ? JSON.stringify(name) : "0"}, ` +
      `${JSON.stringify(types[extname(source)])}, "${sha256(bytes).slice(0, 32)}", {${forms.join(", ")}}},\n`);
  }
  return { bytes: Buffer.concat(pieces), rows: rows.join("") };
}

let isWhole = true;
mkdirSync(out, { recursive: true });
const stamp = join(out, "made-from"), table = join(out, "assets.c"), archive = join(out, "assets.bin");
const from = digestOfSources();
if ([stamp, table, archive].every((file) => existsSync(file)) && readFileSync(stamp, "utf8") === from) {
  // Made of the same files, though these may be newer, or the build folder another.
  for (const file of [archive, table]) utimesSync(file, new Date(), new Date());
  process.exit(0);
}
rmSync(stamp, { force: true });

const own = ["pages.css", "docs.js"].map((source) => ({ source, bytes: readFileSync(join(here, source)) }));
const files = [...own, ...orNothing("the reference", fetchReference), ...orNothing("the explorer", makeExplorer)].map(hashed);
for (const { source } of files)
  if (!(extname(source) in types)) throw new Error(`${source}: nothing says what type that is`);
const names = Object.fromEntries(files.filter(({ name }) => name).map(({ source, name }) => [source, name]));
files.push(hashed({ source: "assets.json", bytes: Buffer.from(`${JSON.stringify(names)}\n`) }));

const { bytes, rows } = pack(files);
writeFileSync(archive, bytes);
writeFileSync(table, readFileSync(join(here, "table.c.in"), "utf8")
  .replace("@bytes@", () => `        ".incbin \\"${archive}\\"\\n"\n`)
  .replace("@rows@", () => rows));
if (isWhole) writeFileSync(stamp, from);
