// The compiled dataset's server for a test file, with what its tests ask of it.
import { serve } from "./server.mjs";

export async function start() {
  const { get, stop } = await serve();
  return {
    /** The JSON of a target; a reply that is not a success is an error. */
    get,
    stop,
    /** Every item of a collection, page after page. */
    async all(target) {
      const items = [];
      let next = `${target}${target.includes("?") ? "&" : "?"}limit=500`;
      while (next) {
        const page = await get(next);
        items.push(...page.items);
        next = page.next;
      }
      return items;
    },
  };
}

/** What a JSON Pointer leads to, or undefined. */
export function at(record, pointer) {
  let value = record;
  for (const part of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    value = value[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}
