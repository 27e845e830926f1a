// Starts the compiled dataset's server for a test file, and ends it again by its own process.
// CHANCERY_BINARY is the program, CHANCERY_DB the database; it listens on a port of its own choice.
import { spawn } from "node:child_process";
import { once } from "node:events";

const limit = 20_000;

/** Waits for the line that says where the server listens. */
async function addressOf(server) {
  let said = "";
  for await (const part of server.stderr) {
    said += part;
    const line = said.match(/listening on (http:\/\/\S+)/);
    if (line) return line[1];
  }
  throw new Error(`The server ended before it listened:\n${said}`);
}

export async function start() {
  const { CHANCERY_BINARY: program, CHANCERY_DB: database } = process.env;
  if (!program || !database) throw new Error("CHANCERY_BINARY and CHANCERY_DB must be set.");
  const server = spawn(program, ["serve", "--db", database, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const late = setTimeout(() => server.kill("SIGKILL"), limit);
  const base = await addressOf(server);
  clearTimeout(late);
  return {
    /** The JSON of a target; a reply that is not a success is an error. */
    async get(target) {
      const reply = await fetch(base + target, { signal: AbortSignal.timeout(limit) });
      if (!reply.ok) throw new Error(`${reply.status} for ${target}: ${await reply.text()}`);
      return reply.json();
    },
    /** Every item of a collection, page after page. */
    async all(target) {
      const items = [];
      let next = `${target}${target.includes("?") ? "&" : "?"}limit=500`;
      while (next) {
        const page = await this.get(next);
        items.push(...page.items);
        next = page.next;
      }
      return items;
    },
    async stop() {
      if (server.exitCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}

/** What a JSON Pointer leads to, or undefined. */
export function at(record, pointer) {
  let value = record;
  for (const part of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    value = value[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}
