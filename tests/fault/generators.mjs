// Requests at random out of openapi.json: for each parameter values that its schema allows, values that
// it does not, and parameters that there are not.
import fc from "fast-check";

const dates = ["1855", "1855-02", "1855-02-07", "1855-02-07/1875-05-07", "1855~", "1855?", "185X", "../1900", "1900/..", "julian:1855-01-26", "japanese:安政1-12-21", "jdn:2398630", "[1855,1856]", "1904-02-30", "-0044-03-15"];
const noDates = ["", "yesterday", "1855-13", "1855-02-07T00:00", "1900/1800", "julian:", "jdn:x", "9".repeat(30)];

const byFormat = {
  "date-expression": [dates, noDates],
  slug: [["a", "none", "tacna", "treaty-of-ancon-1883", "empire-of-japan"], ["A", "-a", "a.", "a b", "ä"]],
  kind: [["treaty-signing", "war", "peace", "state", "battle"], ["A", "a b"]],
  language: [["en", "es", "ja", "ru"], ["e!", "x".repeat(40), "xx"]],
  cursor: [[], ["ab.cd", "AAAA", "WyJhIl0", "é"]],
  bbox: [["-180,-90,180,90", "170,-10,-170,10", "130,30,150,50"], ["130,60,150,40", "1,2,3", "a,b,c,d", "-181,0,0,0"]],
  near: [["42,142,500", "0,0,20038"], ["142,45.5,100", "0,0,0", "x"]],
  fields: [["label", "id,label", "labels.en", "sources"], ["date..display", ",", "nothing-of-the-kind"]],
  search: [["treaty", "peru", "日本", "\"a"], [""]],
};

const outsideOf = (minimum = -5, maximum = 1e6) => fc.constantFrom(String(minimum - 1), String(maximum + 1), "x", "", "1.5", "1e3", " 1", "0x1");

/** [allowed, refused] of a scalar schema; whether the dataset knows what the first names is another matter. */
function scalar(schema) {
  if (schema.enum) return [fc.constantFrom(...schema.enum), fc.constantFrom("", "nothing", `${schema.enum[0]} `)];
  if (schema.type === "boolean") return [fc.constantFrom("true", "false", "0", "1"), fc.constantFrom("", "maybe", "TRUE", "2")];
  if (schema.type === "integer") return [fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 1000) }).map(String), outsideOf(schema.minimum, schema.maximum)];
  if (schema.type === "number") return [fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1, noNaN: true }).map(String), outsideOf(schema.minimum, schema.maximum)];
  const [good, bad] = byFormat[schema.format] ?? [["1", "a", "articles", "label"], [""]];
  return [good.length > 0 ? fc.constantFrom(...good) : null, fc.constantFrom(...bad)];
}

function values(schema) {
  if (schema.type !== "array") return scalar(schema);
  const [good, bad] = scalar(schema.items);
  const least = schema.minItems ?? 1;
  const lists = good && fc.array(good, { minLength: least, maxLength: Math.min(schema.maxItems ?? 4, 4) }).map((items) => items.join(","));
  return [lists, bad];
}

/** Whether a refused value is refused by the schema alone: what only the dataset knows may be a 200 or a 404. */
const isPlain = (schema) => Boolean(schema.enum) || ["boolean", "integer", "number"].includes(schema.type);

function parameter({ name, schema, required }) {
  const [good, bad] = values(schema);
  const choices = [];
  if (good) choices.push({ weight: required ? 30 : 12, arbitrary: good.map((value) => ({ name, value, wrong: false })) });
  choices.push({ weight: 1, arbitrary: bad.map((value) => ({ name, value, wrong: isPlain(schema) || value === "" })) });
  choices.push({ weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }).map((value) => ({ name, value, wrong: value === "" })) });
  return fc.oneof(...choices);
}

const stranger = fc.constantFrom({ name: "nothing", value: "1", wrong: true }, { name: "LIMIT", value: "1", wrong: true }, { name: "limit[]", value: "1", wrong: true });

function query(parameters) {
  const needed = parameters.filter(({ required }) => required).map(parameter);
  const others = parameters.filter(({ required }) => !required);
  const chosen = others.length > 0 ? fc.array(fc.constantFrom(...others).chain(parameter), { maxLength: 4 }) : fc.constant([]);
  return fc.tuple(fc.tuple(...needed), chosen, fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(stranger) }))
    .map((parts) => parts.flat());
}

const encode = (text) => encodeURIComponent(text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/g, "\ufffd"));

/** { operation, target, wrong }: `ids` gives, by collection, ids that there are. */
export function requests(operations, ids) {
  const accept = fc.constantFrom(undefined, undefined, undefined, "application/json", "text/csv", "image/png", "*/*;q=0.1", "application/json;q=0, text/csv");
  return fc.constantFrom(...operations).chain((operation) => {
    const collection = operation.path.split("/")[1];
    const id = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...(ids[collection] ?? ["none"])) }, { weight: 1, arbitrary: fc.constantFrom("none", "%20", "a%2Fb", "A", "%ff") });
    const number = fc.constantFrom("1", "2", "99", "x");
    const slug = fc.constantFrom("invalid-parameter", "gone", "none");
    return fc.record({ id, number, slug, accept, parts: query(operation.parameters.filter((one) => one.in === "query")) }).map((made) => {
      const path = operation.path.replace("{id}", made.id).replace("{number}", made.number).replace("{slug}", made.slug);
      const text = made.parts.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join("&");
      return { operation, target: text ? `${path}?${text}` : path, accept: made.accept, wrong: made.parts.some((part) => part.wrong) };
    });
  });
}
