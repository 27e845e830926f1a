// The section `scale`: what each kind of question costs as the dataset grows. One connection, no
// reply cache: the time is that of one question alone.
import { ask } from "./bytes.mjs";
import { serve } from "./chancery.mjs";
import { cpu_seconds, load, requests_file } from "./load.mjs";
import { scale_questions } from "./scale_questions.mjs";
import { quick, rounds } from "./settings.mjs";
import { alternate, over } from "./statistics.mjs";
import { sizes, synthetic } from "./synthetic.mjs";
import { table } from "./table.mjs";

const SLOW = 100; // milliseconds; what takes longer is asked a few times and not for a second
const TIMES = 3;

const columns = [
  { title: "question", of: (row) => row.question, words: true },
  { title: "events", of: (row) => row.size },
  { title: "CPU µs/request", of: (row) => row.cpu },
  { title: "p50 µs", of: (row) => row.p50 },
  { title: "CPU ÷ the size before", of: (row) => row.growth },
  { title: "", of: (row) => row.note, words: true },
];

// A few requests, one after the other.
async function ask_slowly({ origin, pid, target }) {
  const times = [];
  const before = cpu_seconds(pid);
  for (let i = 0; i < TIMES; i++) {
    const begun = process.hrtime.bigint();
    await ask(origin, { target });
    times.push(Number(process.hrtime.bigint() - begun) / 1000);
  }
  return { cpu: ((cpu_seconds(pid) - before) * 1e6) / TIMES, p50: over(times, (time) => time).median };
}

// What a question is to a server: how slow it is, and whether it is answered at all.
async function prepare(server, { name, target, note }, i) {
  await ask(server.origin, { target });
  const begun = Date.now();
  const { status } = await ask(server.origin, { target });
  const slow = Date.now() - begun > SLOW;
  const notes = [note, status === 200 ? null : `**${status}**`].filter(Boolean).join(", ");
  const requests = requests_file(`scale-${server.size}-${i}`, server.origin, [{ target }]);
  return { name: String(server.size), server, question: name, target, note: notes, slow, requests };
}

async function rows_of(contestants) {
  const turns = await alternate(contestants, rounds, ({ server, slow, target, requests }) => {
    const { origin, pid } = server;
    return slow ? ask_slowly({ origin, pid, target }) : load({ origin, pid, requests }, { seconds: 1, connections: 1 });
  });
  return contestants.map(({ name, server, question, note }, i) => ({
    question,
    size: server.size,
    note: note === "" ? " " : note,
    cpu: over(turns, (turn) => turn[name].cpu),
    p50: over(turns, (turn) => turn[name].p50),
    growth: i === 0 ? null : over(turns, (turn) => turn[name].cpu / turn[contestants[i - 1].name].cpu),
  }));
}

async function open_all() {
  if (quick) return [{ ...(await serve("scale", { cache: false })), size: "default" }];
  const servers = [];
  for (const size of sizes) {
    const db = await synthetic(size);
    servers.push({ ...(await serve(`scale-${size}`, { db, cache: false })), size });
  }
  return servers;
}

/** Each kind of question on each size of dataset, in alternation. */
export async function scale() {
  const servers = await open_all();
  try {
    const questions = [];
    for (const { origin } of servers) questions.push(await scale_questions(origin));
    const rows = [];
    for (let i = 0; i < questions[0].length; i++) {
      const contestants = [];
      for (const [n, server] of servers.entries()) contestants.push(await prepare(server, questions[n][i], i));
      rows.push(...(await rows_of(contestants)));
    }
    const asked = servers.map(({ size }, n) => ({ size, questions: questions[n] }));
    const said = `${quick ? "The default dataset" : "Synthetic events"}, ${rounds} alternations, one connection, no reply cache, access log off.`;
    return { figures: { rows, asked }, markdown: `${said}\n\n${table(columns, rows)}` };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
