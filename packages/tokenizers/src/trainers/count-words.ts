import { ArgumentError } from "../errors.ts";
import { WordCounter } from "./counting/word-counter.ts";

/** The words of a text: what normalizer and pre-tokenizer make of it. */
export type ToWords = (text: string) => Iterable<string>;

/** A `ToWords` that another thread can make for itself. */
export interface WordsModule {
  /** URL of a module, such as `import.meta.url`. */
  readonly module: string;
  /** Name of an exported function that makes a `ToWords` of `data`. */
  readonly name: string;
  /** Whatever the function needs, of a kind that can be sent to a thread, as the text of a tokenizer.json. */
  readonly data?: unknown;
}

/** Texts one by one, or in batches of any size. */
export type Texts = Iterable<string | readonly string[]> | AsyncIterable<string | readonly string[]>;

/**
 * How often each word occurs in the texts, in the order in which they are met. Texts are not kept.
 *
 * @throws ArgumentError for a text that is not a string
 */
export async function countWords(texts: Texts, toWords: ToWords): Promise<Map<string, number>> {
  const counter = new WordCounter(toWords);
  for await (const item of texts) {
    for (const text of Array.isArray(item) ? item : [item]) {
      if (typeof text !== "string") throw new ArgumentError("a corpus of texts expected", text);
      counter.add(text);
    }
  }
  return counter.counts;
}

/** @throws ArgumentError for a module that does not export such a function */
export async function loadToWords({ module, name, data }: WordsModule): Promise<ToWords> {
  const exports: Record<string, unknown> = await import(module);
  const factory = exports[name];
  if (typeof factory !== "function")
    throw new ArgumentError(`a function that makes words expected as export ${name} of`, module);
  return factory(data) as ToWords;
}
