import type { LogitsProcessor } from "./logits-processor.ts";

/** Divides by the temperature: below 1 the likely tokens get likelier, above 1 less so. */
export function temperature(value: number): LogitsProcessor {
  return (logits) => {
    for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] as number) / value;
    return logits;
  };
}
