import { InvalidMediaError } from "../errors.ts";
import type { Displayable } from "../mime-bundle.ts";
import type { AttentionMask } from "./attention-masks.ts";
import { cellGrid } from "./cell-grid.ts";
import { visibleText } from "./shared/visible-text.ts";

export interface MaskPanel {
  title: string;
  mask: AttentionMask;
  /** The tokens that look; default their numbers. */
  queries?: readonly string[];
  /** The tokens looked at; default the queries of a square mask, else their numbers. */
  keys?: readonly string[];
}

export interface MaskPictureOptions {
  /** For readers who cannot see it. Default: the titles with how many pairs each mask has. */
  description?: string;
}

/**
 * Attention masks side by side: a filled cell is a pair that is computed.
 * @throws InvalidMediaError for a mask without pairs, with rows of unequal length, or with other than a label for each
 */
export function maskPicture(panels: readonly MaskPanel[], options: MaskPictureOptions = {}): Displayable {
  const drawn = panels.map(({ title, mask, ...labels }) => {
    const width = mask[0]?.length ?? 0;
    const { queries = numbers(mask.length) } = labels;
    const keys = labels.keys ?? (mask.length === width ? queries : numbers(width));
    if (width === 0 || mask.some((row) => row.length !== width))
      throw new InvalidMediaError(`the rows of a mask must have one length of at least 1: "${title}"`);
    if (queries.length !== mask.length || keys.length !== width)
      throw new InvalidMediaError(
        `"${title}" needs ${mask.length} queries and ${width} keys: ${queries.length} and ${keys.length}`,
      );
    const pairs = mask.flat().filter(Boolean).length;
    const cells = mask.map((row) => row.map((looks) => (looks ? "full" : "empty") as "full" | "empty"));
    return {
      ...{ title, cells, rows: queries.map(visibleText), columns: keys.map(visibleText) },
      note: `${pairs} of ${mask.length * width} pairs`,
    };
  });
  const words = drawn.map(({ title, note }) => `${title}, ${note}`).join("; ");
  return cellGrid(drawn, options.description ?? `Which tokens look at which: ${words}.`);
}

function numbers(length: number): string[] {
  return Array.from({ length }, (_, i) => String(i));
}
