// The dataset's own files, as their editors wrote them.
import { readFileSync, readdirSync } from "node:fs";

export const root = new URL("../../db/", import.meta.url);
const folder = new URL("japan-russia/", root);

export const read = (url) => JSON.parse(readFileSync(url, "utf8"));
export const here = (name) => read(new URL(name, import.meta.url));
export const coverage = () => read(new URL("coverage.json", root));

/** Each JSON file of the dataset: its name and what it holds. */
export const files = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => [name, read(new URL(name, folder))]);

/** Every record with the name of its file. */
export const records = () =>
  files()
    .filter(([, list]) => Array.isArray(list))
    .flatMap(([name, list]) => list.map((record) => [name.replace(".json", ""), record]));

/** The path of a record by its file and itself. */
export const pathOf = (collection, record) =>
  collection === "articles"
    ? `/treaties/${record.treaty}/articles/${record.number}`
    : `/${collection}/${record.id}`;
