// The contract as the tests read it: openapi.json's operations, the replies they declare, and a
// validator for each. It knows nothing of the server.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export const file = new URL("../../openapi/openapi.json", import.meta.url);
export const document = JSON.parse(readFileSync(file, "utf8"));

/** What a local `$ref` leads to; anything else is itself. */
export function resolve(value) {
  let found = value;
  while (found && typeof found.$ref === "string") found = at(found.$ref.slice(1));
  return found;
}

/** The value at a JSON Pointer of the document. */
export function at(pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((value, token) => value?.[token], document);
}

/** Whether a body of this media type is one JSON value. */
export const isJson = (mediaType) => /[/+]json$/.test(mediaType);

export function pointerOf(...tokens) {
  return tokens
    .map((token) => "/" + String(token).replaceAll("~", "~0").replaceAll("/", "~1"))
    .join("");
}

/** Every operation: its path, its object, and its parameters, those of the path item with them. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  item.get
    ? [
        {
          path,
          id: item.get.operationId,
          tags: item.get.tags ?? [],
          responses: item.get.responses,
          parameters: [...(item.parameters ?? []), ...(item.get.parameters ?? [])].map(resolve),
        },
      ]
    : [],
);

export const operationAt = new Map(operations.map((operation) => [operation.path, operation]));

/** The key of `responses` that a status falls under: itself, "default", or undefined. */
export function declaredStatus(operation, status) {
  if (operation.responses[status]) return String(status);
  return operation.responses.default ? "default" : undefined;
}

// Where a reply was cut down by `fields=`, no property has to be there, and what tells two
// alternatives apart may be missing.
function relax(schema) {
  if (Array.isArray(schema)) return schema.map(relax);
  if (schema === null || typeof schema !== "object") return schema;
  const relaxed = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "required" && Array.isArray(value)) continue;
    if (key === "oneOf" && Array.isArray(value)) relaxed.anyOf = relax(value);
    else relaxed[key] = relax(value);
  }
  return relaxed;
}

const ownFormats = ["slug", "kind", "language", "date-expression", "cursor", "search", "fields"];

function ajvOf(root) {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats(ajv);
  for (const name of ownFormats) ajv.addFormat(name, true);
  ajv.addSchema(root, "contract");
  return ajv;
}

const strict = ajvOf(document);
const relaxed = ajvOf({ ...document, components: { ...document.components,
  schemas: Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, relax(schema)]),
  ) } });

const encode = (pointer) => encodeURIComponent(pointer).replaceAll("%2F", "/");

/** Check a value against the schema at a pointer: null, or a sentence. */
export function fault(pointer, value, isPartial = false) {
  const ajv = isPartial ? relaxed : strict;
  const reference = `contract#${encode(pointer)}`;
  const validate = ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
  if (validate(value)) return null;
  const [first] = validate.errors;
  return `${first.instancePath || "/"} ${first.message} (${JSON.stringify(first.params)})`;
}

/** The pointer of the schema of a reply, or undefined where the media type is not declared. */
export function schemaPointer(operation, status, mediaType) {
  const here = operation.responses[status];
  const base = here.$ref
    ? here.$ref.slice(1)
    : pointerOf("paths", operation.path, "get", "responses", status);
  const content = resolve(here).content?.[mediaType];
  return content?.schema ? `${base}${pointerOf("content", mediaType, "schema")}` : undefined;
}
