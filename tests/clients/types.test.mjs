// The types that a frontend developer generates, held against what the server answers: each answer is
// written down as a literal of its operation's type, and the compiler judges. A literal with a property
// that the type lacks is an error too, so nothing is answered that the contract does not tell of.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../data/server.mjs";
import { gather } from "./answers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const made = `${here}generated/`;
const bin = `${here}node_modules/.bin/`;
let server, answers;

// What a program prints, and whether it ended well.
function run(program, ...words) {
  try {
    return { good: true, said: execFileSync(`${bin}${program}`, words, { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }) };
  } catch (error) {
    return { good: false, said: `${error.stdout}${error.stderr}` };
  }
}

const compile = (project) => run("tsc", "--project", project);

function writeProject(name, source) {
  writeFileSync(`${made}${name}.ts`, source);
  writeFileSync(`${made}${name}.json`, JSON.stringify({ extends: "../tsconfig.json", include: [`${name}.ts`] }));
  return `generated/${name}.json`;
}

const preamble = `import type { components, paths } from "../examples/chancery";
type Answer<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;
type Problem = components["schemas"]["Problem"];
`;

before(async () => {
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  server = await serve();
  answers = await gather(server.origin);
});

after(() => server?.stop());

test("clients: openapi-typescript makes types of the document that is served", () => {
  const { good, said } = run("openapi-typescript", `${server.origin}/openapi.json`, "--output", "examples/chancery.d.ts");
  assert.ok(good, said);
  assert.match(readFileSync(`${here}examples/chancery.d.ts`, "utf8"), /export interface paths/);
});

test("clients: every answer is of the type of its operation", (t) => {
  const good = answers.filter(({ status }) => status === 200);
  const bad = answers.filter(({ status }) => status >= 400);
  assert.ok(bad.every(({ type }) => type === "application/problem+json"));
  assert.deepEqual(bad.filter(({ path }) => path !== "").map(({ target, body }) => [target, body]), []);
  assert.ok(good.length > 150 && bad.length >= 8, `${good.length} and ${bad.length}`);
  const lines = answers.map(({ target, path, status, body }, n) =>
    `// ${target}\nexport const a${n}: ${status === 200 ? `Answer<${JSON.stringify(path)}>` : "Problem"} = ${JSON.stringify(body)};\n`);
  const { good: sound, said } = compile(writeProject("answers", preamble + lines.join("")));
  t.diagnostic(`figure: ${answers.length} answers of ${new Set(answers.map(({ path }) => path)).size} operations, ${Math.round(lines.join("").length / 1024)} kB`);
  assert.ok(sound, said.slice(0, 4000));
});

// What the compiler finds in an event that was altered.
function faultIn(name, alter) {
  const { body } = structuredClone(answers.find(({ path }) => path === "/events/{id}"));
  alter(body);
  const { good, said } = compile(writeProject(name, `${preamble}export const it: Answer<"/events/{id}"> = ${JSON.stringify(body)};\n`));
  return good ? "" : said;
}

test("clients: the compiler sees a value of another type", () => assert.match(faultIn("wrong", (event) => (event.label = 1)), /not assignable/));
test("clients: the compiler sees a property that is missing", () => assert.match(faultIn("missing", (event) => delete event.date), /missing|not assignable/));
test("clients: the compiler sees a property too many", () => assert.match(faultIn("more", (event) => (event.lable = "x")), /lable/));
test("clients: an operation without a typed answer is none of the types", () => {
  const project = writeProject("never", `${preamble}export const it: Answer<"/metrics"> = {};\n`);
  assert.match(compile(project).said, /never/);
});

test("clients: the examples compile, strictly", () => {
  const { good, said } = compile("tsconfig.json");
  assert.ok(good, said);
});
