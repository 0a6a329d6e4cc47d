import type { Block, Figure, Inline, MissingMark } from "../document/blocks.ts";
import { FigureFormatError } from "../errors.ts";
import { formatFigure } from "./format-figure.ts";

/** A measured number, and where it was measured. */
export interface MeasuredFigure {
  readonly value: number;
  readonly source: string;
  readonly href?: string;
}

export interface FilledBlocks {
  readonly blocks: Block[];
  /** What was wrong with a reference, and its text between the braces. */
  readonly problems: readonly { readonly reference: string; readonly message: string }[];
}

/**
 * Puts numbers in place of references, `{{name format}}`. One that cannot be found or written leaves a mark that readers see.
 *
 * @param find the number of a name, or nothing
 */
export function fillFigures(
  blocks: readonly Block[],
  find: (name: string) => MeasuredFigure | undefined,
): FilledBlocks {
  const problems: { reference: string; message: string }[] = [];
  const resolve = (reference: string): Figure | MissingMark => {
    // Names may have spaces: they come from tables.
    const [, name = "", format] = /^(.*?)(?:\s+((?:\.\d+)?[%e]?))?$/.exec(reference) ?? [];
    const failed = (message: string): MissingMark => {
      problems.push({ reference, message });
      return { type: "missing", text: `missing figure: ${name}` };
    };
    const found = find(name);
    if (!found) return failed(`no such figure: ${name}`);
    try {
      const { value, source, href } = found;
      return { type: "figure", text: formatFigure(value, format), source, ...(href && { href }) };
    } catch (error) {
      if (error instanceof FigureFormatError) return failed(error.message);
      throw error;
    }
  };
  return {
    blocks: mapInlines(blocks, (each) => (each.type === "reference" ? resolve(each.text) : each)),
    problems,
  };
}

/** Replaces what stands within lines, from the inside out. */
function mapInlines(blocks: readonly Block[], change: (inline: Inline) => Inline): Block[] {
  const inlines = (content: readonly Inline[]): Inline[] =>
    content.map((each) => change("content" in each ? { ...each, content: inlines(each.content) } : each));
  const all = (nested: readonly Block[]): Block[] => nested.map(block);
  const block = (each: Block): Block => {
    switch (each.type) {
      case "heading":
      case "paragraph":
        return { ...each, content: inlines(each.content) };
      case "list":
        return { ...each, items: each.items.map(all) };
      case "quote":
        return { ...each, blocks: all(each.blocks) };
      case "table":
        return { ...each, head: each.head.map(inlines), rows: each.rows.map((row) => row.map(inlines)) };
      case "picture":
        return { ...each, caption: inlines(each.caption) };
      default:
        return each;
    }
  };
  return all(blocks);
}
