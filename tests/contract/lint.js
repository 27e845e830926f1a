// The document by itself: a strict linter finds nothing, and each operation declares what every
// operation here can answer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { document, fault, file, operations, pointerOf, resolve } from "./document.js";

test("lint: redocly's strict rules find nothing", () => {
  const program = fileURLToPath(new URL("node_modules/.bin/redocly", import.meta.url));
  const config = fileURLToPath(new URL("redocly.yaml", import.meta.url));
  const output = execFileSync(
    program,
    ["lint", "--config", config, "--format", "json", fileURLToPath(file)],
    { env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  assert.deepEqual(JSON.parse(output).problems, []);
});

test("lint: the document is OpenAPI 3.1", () => assert.match(document.openapi, /^3\.1\./));

test("lint: operationIds are unique", () => {
  const ids = operations.map((operation) => operation.id);
  assert.equal(new Set(ids).size, ids.length);
});

for (const operation of operations) {
  test(`lint: ${operation.id} declares every reply it can give`, () => {
    const wanted = ["200", "400", "default"];
    // Whoever probes for health takes what there is, and it is never old.
    if (!operation.tags.includes("operations")) wanted.push("304", "406");
    if (operation.path.includes("{")) wanted.push("404");
    const missing = wanted.filter((status) => !(status in operation.responses));
    assert.deepEqual(missing, []);
  });

  test(`lint: ${operation.id} has one tag, and every parameter an example`, () => {
    assert.equal(operation.tags.length, 1);
    const bare = operation.parameters.filter(
      // A cursor, a version and the id of a claim: none outlives a dataset.
      ({ name, example, examples, in: place }) =>
        name !== "cursor" && name !== "v" && !(place === "path" && operation.id === "getClaim") &&
        example === undefined && examples === undefined,
    );
    assert.deepEqual(bare.map(({ name }) => name), []);
  });
}

// Examples by the place where they stand: a reply shared by operations has them once.
const examples = new Map();
for (const operation of operations)
  for (const [status, reference] of Object.entries(operation.responses))
    for (const [mediaType, content] of Object.entries(resolve(reference).content ?? {})) {
      const base = reference.$ref?.slice(1) ??
        pointerOf("paths", operation.path, "get", "responses", status);
      const named = Object.entries(content.examples ?? {});
      if (content.example !== undefined) named.push(["example", { value: content.example }]);
      // What is too long to read stands elsewhere.
      for (const [name, example] of named.filter(([, example]) => "value" in resolve(example)))
        examples.set(`${base}${pointerOf("content", mediaType)} ${name}`, resolve(example).value);
    }

for (const [name, value] of examples)
  test(`lint: the example of ${name} is valid`, () =>
    assert.equal(fault(`${name.split(" ")[0]}/schema`, value), null));
