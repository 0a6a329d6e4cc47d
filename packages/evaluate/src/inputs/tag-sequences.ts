import { InputError } from "../errors.ts";
import type { MetricInput, Pairs } from "../labels.ts";
import { checkEach } from "./check.ts";

function toTags(role: string) {
  return (value: readonly string[], index: number): string[] => {
    if (!Array.isArray(value)) throw new InputError(role, index, "a list of tags", value);
    return value.map((tag: unknown, i) => {
      if (typeof tag === "string" && tag !== "") return tag;
      const expected =
        tag === -100 ? "a tag; leave out positions that do not count" : "a tag such as B-PER, by its name";
      throw new InputError(role, index, expected, tag, `[${i}]`);
    });
  };
}

const check = checkEach(toTags("predictions"), toTags("references"));

/** Lists of tags, of the same length in each pair. */
export function checkTagSequences(input: MetricInput<readonly string[]>): Pairs<string[]> {
  const pairs = check(input);
  for (const [index, reference] of pairs.references.entries()) {
    const prediction = pairs.predictions[index] as string[];
    if (prediction.length !== reference.length)
      throw new InputError(
        "predictions",
        index,
        `${reference.length} tags, as the reference has`,
        prediction,
      );
  }
  return pairs;
}
