// Write the examples of openapi.json anew from what a server really answers. By hand, after a change of
// the dataset or of a representation: node update-examples.js PROGRAM DATABASE
import { writeFileSync } from "node:fs";
import { masked, outside, problems, standsOutside, successes, withAnswers } from "./answers.js";
import { document, file, isJson } from "./document.js";

const [program, database] = process.argv.slice(2);
const nameOf = (slug) => slug.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

// Those that stood in one place for several operations go: each operation has its own.
document.components.examples = {};
for (const response of Object.values(document.components.responses))
  for (const content of Object.values(response.content ?? {})) delete content.examples;

await withAnswers(program, database, async ({ success, problem }) => {
  for (const { operation, mediaType } of successes) {
    const { target, status, type, text } = await success({ operation, mediaType });
    if (status !== 200 || type !== mediaType) throw new Error(`${target}: ${status} ${type}`);
    const content = operation.responses["200"].content[mediaType];
    delete content.example;
    const value = isJson(mediaType) ? JSON.parse(text) : text;
    content.examples = { example: standsOutside({ target, text, type })
      ? { summary: `GET ${target}`, description: outside }
      : { summary: `GET ${target}`, value: masked(value) } };
  }
  for (const [slug, { response, request }] of Object.entries(problems)) {
    const { content } = document.components.responses[response];
    const value = request === null
      ? { type: `/problems/${slug}`, title: "The server failed", status: 500, detail: "The server failed",
          instance: "/events", request_id: null, errors: [] }
      : await problem(slug);
    const named = (content["application/problem+json"].examples ??= {});
    named[nameOf(slug)] = { summary: request ?? "What should never happen", value: masked(value) };
  }
});
delete document.components.examples;
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
