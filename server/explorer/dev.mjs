// While the page is worked on: its files, built at each visit, over a running server's API. node dev.mjs http://127.0.0.1:8080 [PORT]
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildExplorer } from "./build.mjs";

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".html": "text/html; charset=utf-8" };

/** A server of the page over the API of `origin`, on a free port unless one is named: { origin, close }. */
export async function serveExplorer(origin, port = 0, { rebuild = true } = {}) {
  const outdir = mkdtempSync(join(tmpdir(), "explorer-"));
  await buildExplorer(outdir);
  const send = (reply, file) => reply.writeHead(200, { "Content-Type": TYPES[extname(file)], "Content-Security-Policy": POLICY, "Content-Encoding": "gzip" }).end(gzipSync(readFileSync(file)));
  const server = createServer(async (incoming, reply) => {
    const path = incoming.url.split("?")[0];
    if (path === "/" && incoming.headers.accept?.includes("text/html")) {
      if (rebuild) await buildExplorer(outdir);
      send(reply, join(outdir, "index.html"));
    } else if (path.startsWith("/assets/") && existsSync(join(outdir, "assets", basename(path)))) {
      send(reply, join(outdir, "assets", basename(path)));
    } else {
      const onward = request(origin + incoming.url, { method: incoming.method, headers: incoming.headers }, (answer) => {
        reply.writeHead(answer.statusCode, answer.headers);
        answer.pipe(reply);
      });
      onward.on("error", () => reply.writeHead(502).end());
      incoming.pipe(onward);
    }
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { origin } = await serveExplorer(process.argv[2] ?? "http://127.0.0.1:8080", Number(process.argv[3] ?? 0));
  console.log(origin);
}
