// The section `start`: from exec to the first answer.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { cpu_seconds } from "./load.mjs";
import { chancery, database, options, quick } from "./settings.mjs";
import { spread } from "./statistics.mjs";
import { synthetic, sizes } from "./synthetic.mjs";
import { table } from "./table.mjs";

const TIMES = quick ? 3 : 15;

const columns = [
  { title: "dataset", of: (row) => row.dataset, words: true },
  { title: "ms to listening", of: (row) => row.listening },
  { title: "ms to the first answer", of: (row) => row.answered },
  { title: "CPU until then, ms", of: (row) => row.cpu },
];

// The first line of an answer, over a plain socket: an HTTP client's own start would be measured too.
function first_answer(origin) {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write("GET /events?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    socket.setTimeout(30_000, () => socket.destroy(new Error("no answer in 30 seconds")));
    socket.once("error", failed);
    socket.once("data", (bytes) => {
      socket.destroy();
      if (String(bytes).startsWith("HTTP/1.1 200")) done();
      else failed(new Error(`the first answer is ${String(bytes).slice(0, 40)}`));
    });
  });
}

async function once(db) {
  const begun = process.hrtime.bigint();
  const since = () => Number(process.hrtime.bigint() - begun) / 1e6;
  const words = ["serve", "--db", db, "--listen", "127.0.0.1:0", "--access-log", "off", ...options];
  const server = spawn(chancery, words, { stdio: ["ignore", "ignore", "pipe"] });
  const kill = () => server.kill("SIGKILL");
  process.on("exit", kill);
  const ended = new Promise((done) => server.once("exit", done));
  try {
    const origin = await new Promise((found, failed) => {
      server.once("exit", () => failed(new Error("chancery serve ended")));
      createInterface({ input: server.stderr }).once("line", (line) => found(line.split(" ").at(-1)));
    });
    const listening = since();
    await first_answer(origin);
    return { listening, answered: since(), cpu: cpu_seconds(server.pid) * 1000 };
  } finally {
    server.kill("SIGTERM");
    await ended;
    process.off("exit", kill);
  }
}

/** Start the server on the default dataset and on the synthetic ones. */
export async function startup() {
  const datasets = [{ dataset: "default", db: database }];
  for (const size of quick ? [] : sizes) {
    datasets.push({ dataset: `synthetic, ${size.toLocaleString("en")} events`, db: await synthetic(size) });
  }
  const rows = [];
  for (const { dataset, db } of datasets) {
    const times = [];
    for (let i = 0; i < TIMES; i++) times.push(await once(db));
    rows.push({
      dataset,
      listening: spread(times.map(({ listening }) => listening)),
      answered: spread(times.map(({ answered }) => answered)),
      cpu: spread(times.map(({ cpu }) => cpu)),
    });
  }
  const said = `${TIMES} starts each; the process's own start is counted in.`;
  return { figures: { rows }, markdown: `${said}\n\n${table(columns, rows)}` };
}
