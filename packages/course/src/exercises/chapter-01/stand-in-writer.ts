import type { TextGenerationOptions, TextGenerationPipeline } from "@llm-course/pipelines";

/** What the writer wrote: as it gave it, and the words it would have had without a limit in the middle of one. */
export interface Written {
  readonly text: string;
  readonly whole: readonly string[];
}

const vocabulary =
  "and the a wind door slowly remembered unimaginable of was in her neighbourhood house went cold telephone over it kitchen under grandmother they not".split(
    " ",
  );

/**
 * Writes as the pipeline for text generation does, without a model: words of one to three tokens, sequences that differ by the
 * seed, an end that comes when it comes, limits that are counted in tokens and may cut a word.
 */
export function standInWriter(): { write: TextGenerationPipeline; written: Written[] } {
  const written: Written[] = [];
  let calls = 0;
  const write = async (prompts: string | string[], options: TextGenerationOptions = {}) => {
    calls++;
    const { numReturnSequences = 1, doSample = false, seed = 1000 + calls } = options;
    if (numReturnSequences > 1 && !doSample)
      throw new RangeError("numReturnSequences: more than one needs doSample, or as many beams");
    const one = (prompt: string) =>
      Array.from({ length: numReturnSequences }, (_, i) => {
        const made = continuation(prompt, doSample ? seed * 7919 + i * 104_729 + 1 : 1, options);
        written.push(made);
        return {
          generated_text: options.returnFullText === false ? made.text.slice(prompt.length) : made.text,
        };
      });
    return Array.isArray(prompts) ? prompts.map(one) : one(prompts);
  };
  return { write: write as never, written };
}

const tokensOf = (word: string): number => (word.length > 8 ? 3 : word.length > 4 ? 2 : 1);

function continuation(prompt: string, seed: number, options: TextGenerationOptions): Written {
  const promptWords = prompt.trim().split(/\s+/);
  const promptTokens = promptWords.reduce((sum, word) => sum + tokensOf(word), 0);
  const { maxNewTokens, maxLength, minNewTokens = 0, minLength = 0 } = options;
  const most = maxNewTokens ?? (maxLength === undefined ? 256 - promptTokens : maxLength - promptTokens);
  const least = Math.max(minNewTokens, minLength - promptTokens);
  let state = seed >>> 0;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const end = seed % 3 === 0 ? 12 + next(40) : 3 + next(9); // in tokens
  const words = [...promptWords];
  let [text, tokens] = [prompt, 0];
  while (tokens < most && (tokens < end || tokens < least)) {
    const word = vocabulary[next(vocabulary.length)] as string;
    const size = tokensOf(word);
    const fits = Math.min(size, most - tokens);
    text += ` ${fits < size ? word.slice(0, 4 * fits) : word}`;
    words.push(word);
    tokens += size;
  }
  return { text, whole: words };
}
