// The examples of the document, asked for real: every example of every parameter of every operation
// gives a 200 of the declared form; the example of every reply, by operation and media type, and of
// every kind of problem is what the server answers. Arguments: the program, the compiled dataset.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { masked, outside, problems, serve, standsOutside, successes, withAnswers } from "./answers.js";
import { document, fault, isJson, operations, resolve, schemaPointer } from "./document.js";

const [program, database] = process.argv.slice(2);
let server;
let origin;

before(async () => {
  server = await serve(program, database);
  origin = server.origin;
});

after(async () => assert.equal(await server.stop(), 0, "the server did not end well"));

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
  if (!pointer || !isJson(mediaType)) return;
  assert.equal(fault(pointer, JSON.parse(body), target.includes("fields=")), null, target);
}

// Parameters that say something only beside another.
const companions = { boundary: "at=1904-02-10", match: "at=1904", bom: "format=csv" };

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
      const beside = hasAt && parameter.name !== "bom" ? undefined : companions[parameter.name];
      // A table holds one collection.
      const table = beside === "format=csv" && operation.id === "getExport" ? "&collection=relations" : "";
      const whole = beside ? `${target}&${beside}${table}` : target;
      test(`examples: ${operation.id} with ${parameter.name}=${value}`, () => check(operation, whole));
    }
}

// --- the examples of replies ---

const stale = "openapi.json is out of date: run update-examples.js, and read what it changes";

await withAnswers(program, database, async ({ main, success, problem }) => {
  for (const { operation, mediaType } of successes) {
    const answer = await success({ operation, mediaType });
    const example = resolve(operation.responses["200"]).content[mediaType].examples?.example;
    test(`examples: ${operation.id} as ${mediaType} is what ${answer.target} gives`, () => {
      assert.equal(answer.status, 200, answer.text.slice(0, 500));
      assert.equal(answer.type, mediaType);
      assert.equal(example?.summary, `GET ${answer.target}`, stale);
      if (standsOutside(answer)) {
        assert.deepEqual([example.description, "value" in example], [outside, false], stale);
        return;
      }
            assert.deepEqual(example.value, masked(isJson(mediaType) ? JSON.parse(answer.text) : answer.text), stale);
    });
  }
  const { suggestions: slugs } = await (await fetch(`${main}/problems/none`)).json();
  test("examples: there is one of every kind of problem", () =>
    assert.deepEqual(Object.keys(problems).sort(), [...slugs].sort()));
  for (const [slug, { response, request }] of Object.entries(problems)) {
    const examples = Object.values(document.components.responses[response].content["application/problem+json"].examples);
    const example = examples.find(({ value }) => value.type === `/problems/${slug}`);
    const page = await (await fetch(`${main}/problems/${slug}`)).json();
    const answer = request === null ? undefined : masked(await problem(slug));
    test(`examples: the problem ${slug} is what ${request ?? "its page says"} gives`, () => {
      assert.ok(example, stale);
      assert.deepEqual([example.value.title, example.value.status], [page.title, page.status]);
      if (answer) assert.deepEqual(example.value, answer, stale);
    });
  }
});
