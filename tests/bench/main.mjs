// Runs the sections named, or all, prints their tables, and keeps their figures.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { cached, uncached } from "./hits.mjs";
import { dates } from "./dates.mjs";
import { npm } from "./npm.mjs";
import { build } from "./build.mjs";
import { memory } from "./memory.mjs";
import { startup } from "./startup.mjs";
import { scale } from "./scale.mjs";
import { cores, folder, here, named, quick, root, rounds, seconds, writes } from "./settings.mjs";

const sections = {
  cached: { title: "Replies from the cache", run: cached },
  uncached: { title: "Replies made anew", run: uncached },
  npm: { title: "Beside what npm has", run: npm, slow: true },
  scale: { title: "As the dataset grows", run: scale },
  memory: { title: "Memory", run: memory },
  start: { title: "Start-up", run: startup },
  build: { title: "Compiling a dataset", run: build },
  dates: { title: "Reading and converting dates", run: dates },
};

const unknown = named.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`tests/bench/run: there is no section ${unknown[0]}; there are: ${Object.keys(sections).join(", ")}.`);
  process.exit(2);
}

function said_by(command, ...words) {
  try {
    return execFileSync(command, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

// How the figures were got.
function conditions() {
  const version = (name) => said_by("dpkg-query", "--show", "--showformat", "${Version}", name);
  const commit = said_by("git", "-C", root, "describe", "--always", "--dirty");
  const peers = ["libmicrohttpd12", "nginx", "h2o", "wrk"].map((name) => `${name} ${version(name)}`).join(", ");
  return `Commit ${commit}; ${cores} cores, load ${loadavg()[0].toFixed(1)} before; ${peers}, Node.js ${process.version}.`;
}

/** Put a section's text between its marks in the README. */
function write_into_readme(name, text) {
  const path = join(here, "README.md");
  const [begin, end] = [`<!-- ${name}: written by the run -->`, `<!-- ${name}: end -->`];
  const readme = readFileSync(path, "utf8");
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}`);
  writeFileSync(path, `${readme.slice(0, from + begin.length)}\n${text}\n${readme.slice(to)}`);
}

const wanted = named.length > 0 ? named : Object.keys(sections).filter((name) => !(quick && sections[name].slow));
for (const name of wanted) {
  const { title, run } = sections[name];
  const how = conditions();
  const { figures, markdown } = await run();
  const text = `${how}\n\n${markdown}`;
  writeFileSync(join(folder(), `${name}.json`), JSON.stringify({ how, ...figures }, null, 1));
  console.log(`## ${title}\n\n${text}\n`);
  if (writes) write_into_readme(name, text);
}
process.exit(0);
