// Which requests the types are checked by: every operation that answers in JSON, several records of each
// type, and what is said when a request is wrong.
import { operations, resolve } from "../contract/document.js";

const collections = ["events", "treaties", "actors", "offices", "places", "relations", "control", "sources"];
const records = 6;

const firstExample = (parameter) =>
  parameter.examples ? Object.values(parameter.examples)[0].value : parameter.example;
const textOf = (value) => (Array.isArray(value) ? value : [value]).map(encodeURIComponent).join(",");

// What an operation is asked: its required parameters at their first examples.
function plainTarget({ path, parameters }) {
  const query = [];
  let target = path;
  for (const parameter of parameters.filter(({ required }) => required)) {
    const text = textOf(firstExample(parameter));
    if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, text);
    else query.push(`${parameter.name}=${text}`);
  }
  if (parameters.some(({ name }) => name === "limit")) query.push("limit=8");
  if (path === "/export") query.push("collection=relations");
  return query.length > 0 ? `${target}?${query.join("&")}` : target;
}

const isTyped = (operation) => {
  const schema = resolve(operation.responses["200"]).content?.["application/json"]?.schema;
  // The document and what pages load are described as any object.
  return schema !== undefined && !["getOpenapi", "getAsset"].includes(operation.id);
};

const more = {
  "/state": ["at=1855-02-07", "at=1875-08-22&place=sakhalin", "at=1905-03-01&place=port-arthur", "at=1600"],
  "/diff": ["from=1875-05-01&to=1875-09-01", "from=1904-02-01&to=1905-09-06"],
  "/timeline": ["from=1850&to=1859&histogram=year&limit=20"],
  "/graph": ["focus=russo-japanese-war&depth=1"],
  "/path": ["source=triple-intervention&target=russo-japanese-war"],
  "/search": ["q=putiatn&limit=5", "q=%E6%A8%BA%E5%A4%AA&limit=20&lang=ja"],
  "/suggest": ["q=Sak"],
  "/events": ["from=1904&to=1905&facet=kind,actor&limit=30", "kind=war&limit=3&lang=ru"],
  "/treaties": ["from=1855&to=1875&limit=5&lang=ja"],
  "/on-this-day": ["date=12-21&calendar=japanese"],
  "/calendar": ["date=japanese:ansei-1-12-21", "date=japanese:ansei-1-11-4"],
  "/claims": ["limit=20"],
  "/events/{id}/claims": ["limit=10"],
};

const wrong = [
  "/events?form=1904&limit=900", "/events?at=1855-13", "/treaties/treaty-of-portsmuth-1905", "/treatys",
  "/events/treaty-of-portsmouth-1905", "/events?format=png", `/events?v=${"0".repeat(64)}`, "/problems/none",
];

/** A record of each type with all that `include=` may put into it: [{ target, shape, names, body }]. */
export async function gatherIncluded(origin) {
  const ask = async (target) => (await fetch(origin + target)).json();
  const lists = [...collections.map((name) => [`/${name}`, `/${name}`]), ["/treaties/{id}/articles", "/treaties/treaty-of-portsmouth-1905/articles"]];
  const answers = [];
  for (const [path, list] of lists) {
    const names = operations.find((operation) => operation.path === path).parameters.find(({ name }) => name === "include").schema.items.enum;
    const { items: [{ type, href }] } = await ask(`${list}?limit=1&fields=label`);
    const target = `${href}?include=${names.join()}`;
    answers.push({ target, shape: type[0].toUpperCase() + type.slice(1), names, body: await ask(target) });
  }
  return answers;
}

/** Ask for all of it: [{ target, path, status, type, body }], where `path` is the operation's. */
export async function gather(origin) {
  const ask = async (path, target) => {
    const reply = await fetch(origin + target, { headers: { accept: "application/json, application/problem+json" } });
    return { target, path, status: reply.status, type: reply.headers.get("content-type").split(";")[0], body: await reply.json() };
  };
  const targets = [];
  for (const operation of operations.filter(isTyped)) {
    if (operation.id !== "getClaim") targets.push([operation.path, plainTarget(operation)]);
    if (operation.path.includes("{")) continue;
    for (const query of more[operation.path] ?? []) targets.push([operation.path, `${operation.path}?${query}`]);
  }
  for (const collection of collections) {
    const { items } = (await ask("", `/${collection}?limit=500&fields=label`)).body;
    const step = Math.max(1, Math.floor(items.length / records));
    for (const item of items.filter((_, n) => n % step === 0).slice(0, records)) {
      targets.push([`/${collection}/{id}`, item.href]);
      targets.push([`/${collection}/{id}/claims`, `${item.href}/claims?limit=5`]);
    }
  }
  const { items: claims } = (await ask("", "/claims?limit=3")).body;
  for (const { id } of claims) targets.push(["/claims/{id}", `/claims/${id}`]);
  const answers = [];
  for (const [path, target] of targets) answers.push(await ask(path, target));
  for (const target of wrong) answers.push(await ask("", target));
  return answers;
}
