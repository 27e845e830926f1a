// Every reply that the API tests saw, against what openapi.json declares for it; and whether they saw
// every reply that it declares. Argument: the file of exchanges, one JSON object a line.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { declaredStatus, fault, isJson, operationAt, operations, resolve, schemaPointer } from "./document.js";

const [log] = process.argv.slice(2);
const problemSchema = "/components/schemas/Problem";
const groups = new Map(); // "getEvent 200" → { count, faults }
const mediaTypes = new Set(); // "getEvent 200 application/json"
const checked = new Set();
let total = 0;

function groupOf(name) {
  if (!groups.has(name)) groups.set(name, { count: 0, faults: [] });
  return groups.get(name);
}

function parsed(body) {
  try {
    return [JSON.parse(body), null];
  } catch (error) {
    return [undefined, `the body is not JSON: ${error.message}`];
  }
}

const mediaTypeOf = (exchange) => exchange.headers["content-type"]?.split(";")[0].trim();

function headerFaults(response, exchange) {
  return Object.entries(response.headers ?? {})
    .filter(([name, header]) => resolve(header).required && !(name.toLowerCase() in exchange.headers))
    .map(([name]) => `it has no ${name} header`);
}

// What the contract promises of every reply, whatever was asked.
function promiseFaults({ status, headers }) {
  const faults = [];
  const expect = (holds, text) => holds || faults.push(text);
  expect(headers["x-dataset-version"], "it has no X-Dataset-Version");
  expect(headers["access-control-allow-origin"] === "*", "it is not open to scripts");
  if (status < 400) return faults;
  expect(headers["cache-control"] === "no-store", "a problem may be stored");
  expect(headers["x-request-id"], "a problem has no X-Request-Id");
  expect(headers["content-type"] === "application/problem+json", "it is not sent as a problem");
  return faults;
}

function bodyFaults(operation, status, response, exchange) {
  if (!response.content) return exchange.body === "" ? [] : ["it has a body where none is declared"];
  const mediaType = mediaTypeOf(exchange);
  mediaTypes.add(`${operation.id} ${status} ${mediaType}`);
  if (!(mediaType in response.content)) return [`${mediaType} is not declared`];
  const pointer = schemaPointer(operation, status, mediaType);
  if (exchange.method === "HEAD" || !pointer || !isJson(mediaType)) return [];
  const isPartial = /[?&]fields=/.test(exchange.target) && exchange.status < 300;
  const key = createHash("sha256").update(`${pointer} ${isPartial} ${exchange.body}`).digest("base64");
  if (checked.has(key)) return [];
  checked.add(key);
  const [value, notJson] = parsed(exchange.body);
  const wrong = notJson ?? fault(pointer, value, isPartial);
  return wrong ? [wrong] : [];
}

// A path that is none of ours: a problem all the same.
function checkStray(exchange) {
  const group = groupOf(`no operation ${exchange.status}`);
  group.count += 1;
  if (exchange.method === "OPTIONS" || exchange.method === "HEAD") return;
  const [value, notJson] = parsed(exchange.body);
  const wrong = exchange.status < 400 ? "it is no problem" : notJson ?? fault(problemSchema, value);
  if (wrong) group.faults.push(`${exchange.method} ${exchange.target}: ${wrong}`);
}

// OPTIONS is not described by the document: RFC 9110 and Fetch say what it is.
function checkOptions(exchange) {
  const group = groupOf("OPTIONS");
  group.count += 1;
  if (exchange.status !== 204 || exchange.body !== "")
    group.faults.push(`OPTIONS ${exchange.target}: ${exchange.status} with a body of ${exchange.body.length}`);
}

function check(exchange) {
  const promises = groupOf("what is promised of all");
  promises.count += 1;
  for (const text of promiseFaults(exchange))
    promises.faults.push(`${exchange.method} ${exchange.target} (${exchange.status}): ${text}`);
  const operation = operationAt.get(exchange.path);
  if (!operation) return checkStray(exchange);
  if (exchange.method === "OPTIONS") return checkOptions(exchange);
  const status = declaredStatus(operation, exchange.status);
  const group = groupOf(`${operation.id} ${status ?? exchange.status}`);
  group.count += 1;
  if (!status || (status === "default" && exchange.status < 400)) {
    group.faults.push(`${exchange.method} ${exchange.target}: ${exchange.status} is not declared`);
    return;
  }
  const response = resolve(operation.responses[status]);
  const faults = [...headerFaults(response, exchange),
                  ...bodyFaults(operation, status, response, exchange)];
  group.faults.push(...faults.map((text) =>
    `${exchange.method} ${exchange.target} (${exchange.status}): ${text}`));
}

for await (const line of createInterface({ input: createReadStream(log) })) {
  total += 1;
  check(JSON.parse(line));
}

test(`exchanges: there are any (${total})`, () => assert.ok(total > 0));

for (const [name, { count, faults }] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
  test(`exchanges: ${name}: ${count} replies are as declared`, () =>
    assert.equal(faults.length, 0, `${faults.length} faults:\n${faults.slice(0, 5).join("\n")}`));

for (const operation of operations)
  for (const status of Object.keys(operation.responses)) {
    if (!/^[234]/.test(status)) continue;
    test(`coverage: ${operation.id} ${status} was seen`, () =>
      assert.ok(groups.has(`${operation.id} ${status}`)));
    for (const mediaType of Object.keys(resolve(operation.responses[status]).content ?? {}))
      test(`coverage: ${operation.id} ${status} as ${mediaType} was seen`, () =>
        assert.ok(mediaTypes.has(`${operation.id} ${status} ${mediaType}`)));
  }

test("coverage: `default` was seen", () =>
  assert.ok([...groups.keys()].some((name) => name.endsWith(" default"))));
