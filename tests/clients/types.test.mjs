// The types that a frontend developer generates, held against what the server answers: each answer is
// written down as a literal of its operation's type, and the compiler judges. A literal with a property
// that the type lacks is an error too, so nothing is answered that the contract does not tell of.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../data/server.mjs";
import { gather, gatherIncluded } from "./answers.mjs";

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

test("clients: openapi-typescript makes types of the document that a live server has", () => {
  const words = ["--empty-objects-unknown", "--output"];
  assert.ok(readFileSync(`${here}README.md`, "utf8").includes(`npx openapi-typescript http://127.0.0.1:8080/openapi.json ${words.join(" ")} chancery.d.ts`));
  const { good, said } = run("openapi-typescript", `${server.origin}/openapi.json`, ...words, "examples/chancery.d.ts");
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

test("clients: with include= every record is of the type that its references are filled to", async (t) => {
  const included = await gatherIncluded(server.origin);
  const lines = included.map(({ target, shape, names, body }, n) =>
    `// ${target}\nexport const i${n}: Included<components["schemas"]["${shape}"], ${names.map((name) => JSON.stringify(name)).join(" | ")}> = ${JSON.stringify(body)};\n`);
  const source = `${preamble}import type { Included } from "../examples/included";\n${lines.join("")}`;
  const { good: sound, said } = compile(writeProject("included", source));
  t.diagnostic(`figure: ${included.length} records with what they name, ${Math.round(lines.join("").length / 1024)} kB`);
  assert.ok(sound, said.slice(0, 4000));
  const { body } = included.find(({ shape }) => shape === "Treaty");
  const altered = structuredClone(body);
  altered.parties[0].lable = "x";
  const wrongly = writeProject("included-wrong", `${preamble}import type { Included } from "../examples/included";
export const w: Included<components["schemas"]["Treaty"], keyof components["schemas"]["Treaty"] | "claims"> = ${JSON.stringify(altered)};\n`);
  assert.match(compile(wrongly).said, /lable/);
});

// What must not compile, each on a line of its own, and what the compiler says of it.
const wrong = [
  { name: "a value of another type", alter: (event) => (event.label = 1), said: /'number' is not assignable/ },
  { name: "a property that is missing", alter: (event) => delete event.date, said: /not assignable/ },
  { name: "a property too many", alter: (event) => (event.lable = "x"), said: /lable/ },
  { name: "an operation that answers in no JSON", path: "/metrics", said: /never/ },
];

test("clients: the compiler sees what is wrong", () => {
  const event = answers.find(({ path }) => path === "/events/{id}").body;
  const source = wrong.map(({ alter, path = "/events/{id}" }, n) => {
    const body = structuredClone(event);
    alter?.(body);
    return `export const w${n}: Answer<"${path}"> = ${JSON.stringify(body)};\n`;
  });
  const { said } = compile(writeProject("wrong", preamble + source.join("")));
  const first = preamble.split("\n").length;
  for (const [n, { name, said: expected }] of wrong.entries()) {
    const found = said.split("\n").filter((line) => line.startsWith(`generated/wrong.ts(${first + n},`)).join("\n");
    assert.match(found, expected, name);
  }
});

test("clients: the examples compile, strictly", () => {
  const { good, said } = compile("tsconfig.json");
  assert.ok(good, said);
});
