import type { Encoding } from "../tokenizer/encoding.ts";
import { PostProcessor } from "./post-processor.ts";

/** One post-processor after the other. */
export class Sequence extends PostProcessor {
  readonly processors: readonly PostProcessor[];

  constructor(processors: readonly PostProcessor[]) {
    super();
    this.processors = processors;
  }

  override addedTokens(isPair: boolean): number {
    return this.processors.reduce((sum, processor) => sum + processor.addedTokens(isPair), 0);
  }

  override processEncodings(encodings: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[] {
    return this.processors.reduce(
      (processed, processor) => processor.processEncodings(processed, addSpecialTokens),
      encodings,
    );
  }

  override toJson(): object {
    return { type: "Sequence", processors: this.processors.map((processor) => processor.toJson()) };
  }
}
