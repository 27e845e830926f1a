// The server with the synthetic dataset, as the environment names both: CHANCERY_BINARY, CHANCERY_DB.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** { origin, pid, stop() } */
export async function start() {
  const server = spawn(process.env.CHANCERY_BINARY,
    ["serve", "--db", process.env.CHANCERY_DB, "--listen", "127.0.0.1:0", "--access-log", "off"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => server.once("exit", done));
  const origin = await new Promise((found, failed) => {
    server.once("exit", () => failed(new Error("the server ended")));
    createInterface({ input: server.stderr }).on("line", (line) => {
      const [, url] = /^listening on (http:\/\/\S+)$/.exec(line) ?? [];
      if (url) found(url);
    });
  });
  const stop = () => {
    server.kill("SIGTERM");
    return ended;
  };
  return { origin, pid: server.pid, stop };
}
