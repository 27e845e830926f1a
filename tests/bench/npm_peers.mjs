// The two servers from npm, with events of the API as their rows.
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { answers, free_port, log_file, start } from "./processes.mjs";
import { folder, here } from "./settings.mjs";

const require = createRequire(import.meta.url);
const modules = join(here, "node_modules");

/** json-server: the rows in a JSON file. `targets` are what it is asked, for a term to search. */
export async function json_server(rows, term) {
  const file = join(folder("npm"), "db.json");
  writeFileSync(file, JSON.stringify({ events: rows }));
  const port = await free_port();
  const words = [join(modules, "json-server/lib/cli/bin.js"), "--quiet", "--host", "127.0.0.1", "--port", port, file];
  const server = start(process.execPath, words.map(String), { log: log_file("json-server"), cwd: folder("npm") });
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...(await answers(server, "json-server", origin, "/events?_limit=1")),
    name: "json-server",
    targets: { one: (id) => `/events/${id}`, list: "/events?_limit=50", search: `/events?q=${term}&_limit=50` },
    rows_of: (body) => [JSON.parse(body)].flat(),
  };
}

// One table, a key of the record a column; what is no text or number is kept as JSON.
function fill_sqlite(file, rows) {
  rmSync(file, { force: true });
  const database = new (require("better-sqlite3"))(file);
  const keys = [...new Set(rows.flatMap(Object.keys))];
  const columns = keys.map((key) => (key === "id" ? "id TEXT PRIMARY KEY" : `"${key}" TEXT`));
  database.exec(`CREATE TABLE events (${columns.join(", ")}) WITHOUT ROWID`);
  const insert = database.prepare(`INSERT INTO events VALUES (${keys.map(() => "?").join(", ")})`);
  for (const row of rows) {
    insert.run(keys.map((key) => (typeof row[key] === "string" ? row[key] : JSON.stringify(row[key] ?? null))));
  }
  database.close();
}

const plain = new Set(["id", "type", "kind", "label", "label_lang", "summary", "href", "sha256"]);

/** soul-cli: the rows in a table of SQLite. */
export async function soul(rows, term) {
  const file = join(folder("npm"), "events.db");
  fill_sqlite(file, rows);
  const port = await free_port();
  const program = join(modules, "soul-cli/src/server.js");
  const words = ["--require", join(here, "loopback.cjs"), program, "-d", file, "-p", String(port)];
  const server = start(process.execPath, words, { log: log_file("soul-cli"), cwd: folder("npm") });
  const table_path = "/api/tables/events/rows";
  const read = (row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain.has(key) ? value : JSON.parse(value)]));
  return {
    ...(await answers(server, "soul-cli", `http://127.0.0.1:${port}`, `${table_path}?_limit=1`)),
    name: "soul-cli",
    targets: {
      one: (id) => `${table_path}/${id}`,
      list: `${table_path}?_limit=50`,
      search: `${table_path}?_search=${term}&_limit=50`,
    },
    rows_of: (body) => [JSON.parse(body).data].flat().map(read),
  };
}
