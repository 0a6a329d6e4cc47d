import { InputError } from "../errors.ts";
import { checkEach } from "./check.ts";

/** A right text, or several of which each is right. */
export type TextReference = string | readonly string[];

function toText(role: string, value: unknown, index: number, path = ""): string {
  if (typeof value !== "string") throw new InputError(role, index, "a text", value, path);
  return value;
}

/** Texts and, for each, one right text or a list of at least one. Gives lists. */
export const checkTexts = checkEach(
  (value: string, index) => toText("predictions", value, index),
  (value: TextReference, index) => {
    if (typeof value === "string") return [value];
    if (!Array.isArray(value) || value.length === 0)
      throw new InputError("references", index, "a text or a list of some", value);
    return value.map((text, i) => toText("references", text, index, `[${i}]`));
  },
);
