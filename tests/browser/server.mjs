// A server of the tests' own on a free port of the loopback, and the origin of the page that is tested.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const START_LIMIT = 60_000;

/** { origin, page, stop }: the API's origin, and the page's, which is the same unless CHANCERY_PAGE=dev. */
export async function start(...more) {
  const words = ["serve", "--db", process.env.CHANCERY_DB, "--listen", "127.0.0.1:0", "--access-log", "off", ...more];
  const child = spawn(process.env.CHANCERY_BINARY, words, { stdio: ["ignore", "ignore", "pipe"] });
  process.on("exit", () => child.kill("SIGKILL"));
  const said = [];
  const origin = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error("the server did not start in time")), START_LIMIT);
    child.once("error", failed);
    child.once("exit", () => failed(new Error(`the server ended: ${said.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const [, address] = /^listening on (http:\S+)/.exec(line) ?? [];
      if (!address) return;
      clearTimeout(timer);
      found(address);
    });
  });
  const proxy = process.env.CHANCERY_PAGE === "dev" ? await (await import("../../server/explorer/dev.mjs")).serveExplorer(origin, 0, { rebuild: false }) : null;
  return {
    origin,
    page: proxy?.origin ?? origin,
    async stop() {
      proxy?.close();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
