// The examples of the document, asked for real: every example of every parameter of every operation
// gives a 200 of the declared form. Arguments: the program, the compiled dataset.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fault, operations, schemaPointer } from "./document.js";

const [program, database] = process.argv.slice(2);
let server;
let origin;

before(async () => {
  server = spawn(program, ["serve", "--db", database, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  origin = await new Promise((found, failed) => {
    const said = [];
    server.once("exit", () => failed(new Error(`the server ended: ${said.join("\n")}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      const [, url] = /^listening on (http:\/\/\S+)$/.exec(line) ?? [];
      if (url) found(url);
    });
  });
});

after(async () => {
  const ended = new Promise((done) => server.once("exit", (status) => done(status)));
  server.kill("SIGTERM");
  assert.equal(await ended, 0, "the server did not end well");
});

const examplesOf = (parameter) =>
  parameter.examples ? Object.values(parameter.examples).map(({ value }) => value)
    : parameter.example === undefined ? [] : [parameter.example];

const textOf = (value) => (Array.isArray(value) ? value : [value]).map(encodeURIComponent).join(",");

// A target with every required parameter at its first example, and `chosen` at `value`.
function targetOf(operation, chosen, value) {
  let path = operation.path;
  const query = [];
  for (const parameter of operation.parameters) {
    const isChosen = parameter === chosen;
    if (!isChosen && !parameter.required) continue;
    const text = textOf(isChosen ? value : examplesOf(parameter)[0]);
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, text);
    else query.push(`${parameter.name}=${text}`);
  }
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}

async function check(operation, target) {
  const reply = await fetch(origin + target);
  const body = await reply.text();
  assert.equal(reply.status, 200, `${target}: ${body.slice(0, 500)}`);
  const mediaType = reply.headers.get("content-type").split(";")[0].trim();
  const pointer = schemaPointer(operation, "200", mediaType);
  if (!pointer || !mediaType.endsWith("json")) return;
  assert.equal(fault(pointer, JSON.parse(body), target.includes("fields=")), null, target);
}

// Parameters that say something only beside another.
const companions = { boundary: "at=1904-02-10", match: "at=1904" };

for (const operation of operations) {
  // A claim's id is derived from its dataset: take one from the list.
  if (operation.id === "getClaim") {
    test("examples: getClaim answers for a claim of the list", async () => {
      const { items } = await (await fetch(`${origin}/claims?limit=1`)).json();
      await check(operation, `/claims/${items[0].id}`);
    });
    continue;
  }
  test(`examples: ${operation.id} as it stands`, () => check(operation, targetOf(operation)));
  for (const parameter of operation.parameters)
    for (const [n, value] of examplesOf(parameter).entries()) {
      if (parameter.required && n === 0) continue;
      const target = targetOf(operation, parameter, value);
      const hasAt = operation.parameters.some(({ name, required }) => name === "at" && required);
      const beside = hasAt ? undefined : companions[parameter.name];
      const whole = beside ? `${target}&${beside}` : target;
      test(`examples: ${operation.id} with ${parameter.name}=${value}`, () => check(operation, whole));
    }
}
