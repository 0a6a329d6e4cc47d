import type { z } from "zod";

/** Options of `generate` that are unknown, out of range, or do not go together. */
export class GenerationOptionsError extends Error {
  override name = "GenerationOptionsError";

  /** @param problem what a zod schema found, parsed with `reportInput`, or a sentence */
  constructor(problem: z.ZodError | string) {
    super(`invalid options: ${typeof problem === "string" ? problem : describe(problem)}`);
  }
}

/** A prompt that cannot be continued. */
export class PromptError extends Error {
  override name = "PromptError";
  /** The place of the prompt in the batch. */
  readonly row: number;

  constructor(row: number, problem: string) {
    super(`prompt ${row} cannot be continued: ${problem}`);
    this.row = row;
  }
}

/** A prompt without a token, or one whose attention mask hides all of them. */
export class EmptyPromptError extends PromptError {
  override name = "EmptyPromptError";

  constructor(row: number) {
    super(row, "no token, give at least the token that begins a sequence");
  }
}

/** A token id that is not in the vocabulary of the decoder. */
export class TokenIdError extends PromptError {
  override name = "TokenIdError";
  readonly tokenId: number;

  constructor(row: number, tokenId: number, vocabSize: number) {
    super(row, `unknown token id, expected an integer from 0 to ${vocabSize - 1}: ${tokenId}`);
    this.tokenId = tokenId;
  }
}

/** A prompt that leaves no room for the new tokens in the positions the decoder knows. */
export class PromptTooLongError extends PromptError {
  override name = "PromptTooLongError";
  readonly promptLength: number;
  readonly maxNewTokens: number;
  readonly maxPositions: number;

  constructor(row: number, lengths: { promptLength: number; maxNewTokens: number; maxPositions: number }) {
    const { promptLength, maxNewTokens, maxPositions } = lengths;
    super(
      row,
      `prompt (${promptLength} tokens) and maxNewTokens (${maxNewTokens}) are more than the decoder's positions, ` +
        `shorten one of them: ${promptLength + maxNewTokens} > ${maxPositions}`,
    );
    this.promptLength = promptLength;
    this.maxNewTokens = maxNewTokens;
    this.maxPositions = maxPositions;
  }
}

/** Prompts for the decoder of an encoder-decoder that it cannot begin with. */
export class DecoderPromptError extends Error {
  override name = "DecoderPromptError";
}

/** Logits that are NaN or infinite, as those of weights after a training step that diverged. */
export class NonFiniteLogitsError extends Error {
  override name = "NonFiniteLogitsError";
  readonly row: number;
  readonly tokenId: number;

  constructor(row: number, tokenId: number, value: number) {
    super(`logit of token ${tokenId} of prompt ${row} is not finite, check the weights for NaN: ${value}`);
    this.row = row;
    this.tokenId = tokenId;
  }
}

/** Logits processors that take every token out. */
export class NoTokenLeftError extends Error {
  override name = "NoTokenLeftError";
  readonly row: number;

  constructor(row: number) {
    super(`no token left to choose, let the logits processors leave one a finite logit: prompt ${row}`);
    this.row = row;
  }
}

/** A config.json or generation_config.json that cannot be read. */
export class ModelConfigError extends Error {
  override name = "ModelConfigError";

  constructor(problem: z.ZodError) {
    super(`invalid model config: ${describe(problem)}`);
  }
}

/** A setting of a generation_config.json that decodes in a way there is not here. */
export class UnsupportedSettingError extends Error {
  override name = "UnsupportedSettingError";
  readonly setting: string;

  constructor(setting: string, value: unknown) {
    super(
      `unsupported setting of the generation config, leave it out: ${setting} = ${JSON.stringify(value)}`,
    );
    this.setting = setting;
  }
}

/** A graph that is no decoder with a cache as transformers.js loads it. */
export class DecoderGraphError extends Error {
  override name = "DecoderGraphError";
}

/** More requests than may wait for a continuous batch. */
export class BatchFullError extends Error {
  override name = "BatchFullError";
  readonly maxWaiting: number;

  constructor(maxWaiting: number) {
    super(`too many requests wait, submit this one later or give a larger maxWaiting: ${maxWaiting}`);
    this.maxWaiting = maxWaiting;
  }
}

/** A continuous batch that was closed, for requests that were not at their end, and for new ones. */
export class BatchClosedError extends Error {
  override name = "BatchClosedError";

  constructor() {
    super("the continuous batch is closed, submit to one that is open");
  }
}

function describe({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message, input }) => {
      const given = input === undefined ? "" : `, given ${JSON.stringify(input)}`;
      return `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}${given}`;
    })
    .join("; ");
}
