// Honest clients: so many kept connections that ask, read, and ask again.
import { Agent, get } from "node:http";

function ask(agent, port, target) {
  return new Promise((done) => {
    const begun = process.hrtime.bigint();
    const finish = (status) => done({ status, milliseconds: Number(process.hrtime.bigint() - begun) / 1e6 });
    const request = get({ agent, port, host: "127.0.0.1", path: target, timeout: 20_000 }, (reply) => {
      reply.on("data", () => {});
      reply.on("end", () => finish(reply.statusCode));
      reply.on("error", () => finish(0));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => finish(0));
  });
}

/**
 * Load for some milliseconds: how many were answered (200), how many were not, the requests a second, and
 * `quantile(0.99)` of their milliseconds.
 */
export async function load(port, { targets = ["/treaties/treaty-of-portsmouth-1905"], connections = 8, milliseconds = 2000 } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = Date.now() + milliseconds;
  const times = [];
  let failed = 0;
  const client = async (n) => {
    for (let i = n; Date.now() < end; i++) {
      const { status, milliseconds: took } = await ask(agent, port, targets[i % targets.length]);
      if (status === 200) times.push(took);
      else failed++;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, n) => client(n)));
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    answered: times.length,
    failed,
    rate: (times.length * 1000) / milliseconds,
    quantile: (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))],
  };
}
