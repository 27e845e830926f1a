// Types of answers to `include=`: whole records in the place of references, one step deep.
import type { components } from "./chancery";

type Schemas = components["schemas"];
type Reference = Schemas["Reference"];
type AnyRecord = Schemas["Event" | "Treaty" | "Article" | "Actor" | "Office" | "Place" | "Relation" | "Control" | "Source"];

// With what a reference adds to the name, such as a locator.
type Filled<Value, What> = Value extends Reference ? What & Omit<Value, keyof Reference>
  : Value extends object ? { [Key in keyof Value]: Filled<Value[Key], What> } : Value;

/** `Included<Event, "places", Place>` is the answer to `/events/…?include=places`. */
export type Included<Item, Names extends string, What = AnyRecord> = Omit<Item, Names>
  & { [Name in Names & keyof Item]: Filled<Item[Name], What> }
  & ("claims" extends Names ? { claims: Schemas["Claim"][] } : unknown);
