// The program that is measured.
import { chancery, database, options } from "./settings.mjs";
import { log_file, start, told_address } from "./processes.mjs";

/** Serve a database. `cache: false` switches the reply cache off; on one `core` it has one worker. */
export async function serve(name, { db = database, cache = true, log = "off", more = [], core } = {}) {
  const words = ["serve", "--db", db, "--listen", "127.0.0.1:0", "--access-log", log, ...options, ...more];
  if (!cache) words.push("--cache-size", "0");
  if (core !== undefined) words.push("--threads", "1");
  const server = start(chancery, words, { log: log_file(name), core });
  return { name: "Chancery", ...(await told_address(server, "chancery serve")) };
}
