import type { PaddingOptions } from "./data-collator-with-padding.ts";
import { ExampleError, RawTextError } from "./errors.ts";
import { type Example, type Feature, isSequence } from "./example.ts";

export interface Padding extends PaddingOptions {
  /** The feature whose length is that of the others. */
  readonly main: string;
  /** What each feature is filled up with; others are left as they are. */
  readonly fillers: Readonly<Record<string, number>>;
  readonly side: "left" | "right";
}

/**
 * Examples whose sequences are of one length.
 *
 * @throws RawTextError for text, ExampleError for an example without the main feature, or with others not as long
 */
export function padSequences(examples: readonly Example[], padding: Padding): Example[] {
  const { main, fillers, side, padToMultipleOf = 1, maxLength = 0 } = padding;
  const lengths = examples.map((example, position) => sequence(main, example[main], position).length);
  const length = Math.ceil(Math.max(...lengths, maxLength) / padToMultipleOf) * padToMultipleOf;
  return examples.map((example, position) =>
    Object.fromEntries(
      Object.entries(example).map(([key, value]) => {
        const filler = fillers[key];
        if (filler === undefined) return [key, value];
        const values = sequence(key, value, position, { main, length: lengths[position] as number });
        const fill = new Array<number>(length - values.length).fill(filler);
        return [key, side === "right" ? [...values, ...fill] : [...fill, ...values]];
      }),
    ),
  );
}

/**
 * The values of a feature.
 *
 * @param like the feature that it must be as long as
 */
export function sequence(
  key: string,
  value: Feature,
  position: number,
  like?: { readonly main: string; readonly length: number },
): readonly Feature[] {
  if (typeof value === "string")
    throw new RawTextError(
      { key, problem: "text where token ids belong, tokenize it first", value },
      position,
    );
  const problem = like
    ? `expected a sequence of ${like.length}, as many as ${like.main}`
    : "expected a sequence of numbers";
  if (!isSequence(value) || (like && value.length !== like.length))
    throw new ExampleError({ key, problem, value }, position);
  return Array.from(value as ArrayLike<Feature>);
}
