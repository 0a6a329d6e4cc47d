import type { Batch } from "@llm-course/onnx";
import { ExampleError } from "./errors.ts";
import type { Example } from "./example.ts";
import { stack } from "./stack.ts";

/** Where a label is named as datasets do, models have `labels`. */
const renamed: Readonly<Record<string, string>> = { label: "labels", label_ids: "labels" };

/**
 * Stacks each feature of examples of equal shapes into a tensor; `label` and `label_ids` become `labels`.
 *
 * @throws RaggedExamplesError, RawTextError, ExampleError for examples that make no tensor
 */
export function defaultDataCollator(examples: readonly Example[]): Batch {
  const keys = Object.keys(examples[0] ?? {});
  for (const [position, example] of examples.entries())
    for (const key of Object.keys(example))
      if (!keys.includes(key)) {
        const problem = `expected the features of the first example, ${keys.join(", ")}; given`;
        throw new ExampleError({ key, problem, value: example[key] }, position);
      }
  return Object.fromEntries(
    keys.map((key) => [
      renamed[key] ?? key,
      stack(
        key,
        examples.map((example) => example[key]),
      ),
    ]),
  );
}
