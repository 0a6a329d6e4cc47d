import { InvalidMediaError } from "../errors.ts";
import type { Displayable } from "../mime-bundle.ts";
import { type CellKind, type CellPanel, cellGrid } from "./cell-grid.ts";
import { visibleText } from "./shared/visible-text.ts";

export interface CachePictureOptions {
  /** The tokens that are given. */
  prompt: readonly string[];
  /** Those that are generated, one in each step. */
  generated: readonly string[];
}

/**
 * For which tokens each step of generation computes keys and values, without a cache and with one: filled is computed,
 * hatched is read from the cache. The last token is only written, never read.
 * @throws InvalidMediaError without a prompt or a generated token
 */
export function cachePicture({ prompt, generated }: CachePictureOptions): Displayable {
  if (prompt.length === 0 || generated.length === 0)
    throw new InvalidMediaError(
      `a prompt and generated tokens need at least one token each: ${prompt.length} and ${generated.length}`,
    );
  const columns = [...prompt, ...generated.slice(0, -1)].map(visibleText);
  const panel = (title: string, cached: (token: number, step: number) => boolean): CellPanel => {
    const cells = generated.map((_, step) =>
      columns.map((_, token): CellKind => {
        if (token >= prompt.length + step) return "empty";
        return cached(token, step) ? "light" : "full";
      }),
    );
    const computed = cells.flat().filter((kind) => kind === "full").length;
    const rows = generated.map((token, step) => `${step + 1} → ${visibleText(token)}`);
    return { title, cells, rows, columns, note: `keys and values of ${computed} tokens computed` };
  };
  const panels = [
    panel("without a cache", () => false),
    panel(
      "with a cache (hatched: read from it)",
      (token, step) => step > 0 && token < prompt.length + step - 1,
    ),
  ];
  const words = panels.map(({ title, note }) => `${title.replace(/ \(.*/, "")} ${note}`).join("; ");
  return cellGrid(panels, `Generating ${generated.length} tokens after ${prompt.length}: ${words}.`);
}
