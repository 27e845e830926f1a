// Bundle the page into a folder: node build.mjs OUTDIR. Names carry a hash of the bytes, so that assets may be kept for ever.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const LIMIT = 150_000; // bytes of script that a first view may cost, compressed
const here = dirname(fileURLToPath(import.meta.url));

/** The formats in which the contract lets each type of record be asked for: { treaty: ["json", "csv", …], … }. */
function formatsOfRecords() {
  const { paths, components } = JSON.parse(readFileSync(join(here, "../../openapi/openapi.json"), "utf8"));
  const nameIn = ({ $ref }) => $ref?.split("/").at(-1);
  const formats = {};
  for (const [path, { get }] of Object.entries(paths)) {
    if (!path.endsWith("}")) continue;
    const format = get.parameters.map((one) => components.parameters[nameIn(one)]).find((one) => one?.name === "format");
    if (format) formats[nameIn(get.responses[200].content["application/json"].schema).toLowerCase()] = format.schema.enum;
  }
  return formats;
}

/** Build into `outdir`; the sizes of what was written, as rows of { name, raw, gzip, brotli }. */
export async function buildExplorer(outdir) {
  const bundle = async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [join(here, "src", entry)], bundle: true, minify: true, format: "esm", target: "es2022", write: false, charset: "utf8", legalComments: "none", logLevel: "warning",
      define: { FORMATS: JSON.stringify(formatsOfRecords()) },
    });
    return outputFiles[0].contents;
  };
  const assets = join(outdir, "assets");
  rmSync(assets, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  const sizes = [];
  const put = (folder, name, bytes) => {
    writeFileSync(join(folder, name), bytes);
    sizes.push({ name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });
  };
  const hashed = (stem, extension, bytes) => {
    const name = `${stem}-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.${extension}`;
    put(assets, name, bytes);
    return `assets/${name}`; // relative: the page may stand under a base path
  };
  const land = Buffer.from(JSON.stringify(JSON.parse(readFileSync(join(here, "geometry/land.topojson"), "utf8"))));
  const tags = {
    script: hashed("app", "js", Buffer.from(await bundle("main.js"))),
    style: hashed("app", "css", Buffer.from(await bundle("style.css"))),
    land: hashed("land", "json", land),
  };
  const page = readFileSync(join(here, "index.html"), "utf8").replace(/\{\{(\w+)\}\}/g, (_, name) => tags[name]);
  put(outdir, "index.html", Buffer.from(page));
  return sizes;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const outdir = process.argv[2];
  if (!outdir) {
    console.error("node build.mjs OUTDIR");
    process.exit(2);
  }
  const sizes = await buildExplorer(resolve(outdir));
  console.log(`${"file".padEnd(26)}${["raw", "gzip", "brotli"].map((name) => name.padStart(9)).join("")}`);
  for (const { name, raw, gzip, brotli } of sizes) console.log(`${name.padEnd(26)}${[raw, gzip, brotli].map((bytes) => String(bytes).padStart(9)).join("")}`);
  const script = sizes.filter(({ name }) => name.endsWith(".js")).reduce((sum, { gzip }) => sum + gzip, 0);
  if (script > LIMIT) {
    console.error(`The first view's script is ${script} bytes compressed; at most ${LIMIT} are allowed.`);
    process.exit(1);
  }
}
