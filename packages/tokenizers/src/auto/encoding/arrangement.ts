import type { PostProcessor } from "../../post-processors/post-processor.ts";
import { Encoding } from "../../tokenizer/encoding.ts";

/** A special token, or the place of a text. */
export type Slot =
  | { readonly id: number; readonly token: string; readonly typeId: number }
  | { readonly sequence: 0 | 1; readonly typeId: number };

/** What stands for a text here; no token has such an id. */
const standIns = [-1, -2] as const;

/**
 * How a post-processor puts special tokens and texts together. It is asked what it makes of texts of one token each, which
 * stand for any text; so whatever needs the finished row's length is known before any row is made.
 */
export function arrangement(
  postProcessor: PostProcessor | undefined,
  isPair: boolean,
  addSpecialTokens: boolean,
): Slot[] {
  if (!postProcessor)
    return isPair
      ? [
          { sequence: 0, typeId: 0 },
          { sequence: 1, typeId: 1 },
        ]
      : [{ sequence: 0, typeId: 0 }];
  const [first, second] = standIns.map((id) => Encoding.special([{ id, token: "" }], 0)) as [
    Encoding,
    Encoding,
  ];
  const { ids, tokens, typeIds } = postProcessor.process(
    first,
    isPair ? second : undefined,
    addSpecialTokens,
  );
  return ids.map((id, i) => {
    const typeId = typeIds[i] as number;
    if (id >= 0) return { id, token: tokens[i] as string, typeId };
    return { sequence: id === standIns[0] ? 0 : 1, typeId };
  });
}

/** How many special tokens there are. */
export function specialTokensIn(slots: readonly Slot[]): number {
  return slots.filter((slot) => "id" in slot).length;
}
