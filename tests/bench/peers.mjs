// The peers in C that serve the same bytes: bare libmicrohttpd, nginx and h2o with files.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cores, folder, here, release } from "./settings.mjs";
import { answers, free_port, log_file, start, told_address } from "./processes.mjs";

const workers = (core) => (core === undefined ? cores : 1);

/** libmicrohttpd alone, with the replies of a folder. Each peer: on one `core`, with one worker, where it is given. */
export async function bare(name, replies, { core } = {}) {
  const program = join(release, "tests/bench_bare");
  const server = start(program, [replies, String(workers(core))], { log: log_file(`${name}-bare`), core });
  return { name: "bare libmicrohttpd", ...(await told_address(server, program)) };
}

// A committed configuration with what only this run knows filled in.
async function configuration(template, values) {
  const port = await free_port();
  const all = { PORT: port, USER: process.getuid() === 0 ? "root" : null, ...values };
  let text = readFileSync(join(here, template), "utf8");
  for (const [key, value] of Object.entries(all)) {
    text = value === null ? text.replace(new RegExp(`.*@${key}@.*\n`, "g"), "") : text.replaceAll(`@${key}@`, value);
  }
  const path = join(folder("configurations"), `${port}-${template}`);
  writeFileSync(path, text);
  return { path, port };
}

/** nginx with a folder of files; `log`: a file for its access log; `sendfile`: else it reads and writes. */
export async function nginx(files, { log = null, sendfile = true, core } = {}) {
  const name = sendfile ? "nginx" : "nginx, sendfile off";
  const values = { WORKERS: workers(core), FILES: files, STATE: folder("nginx"), LOG: log, NO_LOG: log ? null : "off" };
  values.SENDFILE = sendfile ? "on" : "off";
  const { path, port } = await configuration("nginx.conf", values);
  const server = start("/usr/sbin/nginx", ["-p", folder("nginx"), "-c", path], { log: log_file(`nginx-${port}`), core });
  return { name, ...(await answers(server, name, `http://127.0.0.1:${port}`, "/0.json")) };
}

/** h2o with a folder of files; `log`: a file for its access log. */
export async function h2o(files, { log = null, core } = {}) {
  const { path, port } = await configuration("h2o.conf", { WORKERS: workers(core), FILES: files, STATE: folder("h2o"), LOG: log });
  const server = start("/usr/bin/h2o", ["-c", path], { log: log_file(`h2o-${port}`), core });
  return { name: "h2o", ...(await answers(server, "h2o", `http://127.0.0.1:${port}`, "/0.json")) };
}
