import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { Normalizer } from "./normalizer.ts";

/** One normalizer after the other. */
export class Sequence extends Normalizer {
  readonly normalizers: readonly Normalizer[];

  constructor(normalizers: readonly Normalizer[]) {
    super();
    this.normalizers = normalizers;
  }

  override normalize(text: NormalizedString): void {
    for (const normalizer of this.normalizers) normalizer.normalize(text);
  }

  override toJson(): object {
    return { type: "Sequence", normalizers: this.normalizers.map((normalizer) => normalizer.toJson()) };
  }
}
