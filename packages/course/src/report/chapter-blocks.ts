import type { Block } from "@llm-course/report";
import type { ChapterState } from "./chapter-states.ts";
import type { Summary } from "./read-summaries.ts";

/**
 * What a chapter taught: its summary one level down, below the chapter's name, and the pictures that the summary names.
 *
 * @returns also the cells whose pictures are missing
 */
export function chapterBlocks(
  { data, blocks }: Summary,
  state: ChapterState | undefined,
): { blocks: Block[]; missing: string[] } {
  const missing: string[] = [];
  const pictures = data.pictures.map(({ cell, caption }): Block => {
    const svg = pictureOf(cell, state);
    const text = [{ type: "text" as const, text: caption }];
    if (svg !== undefined) return { type: "picture", svg, alt: caption, caption: text };
    missing.push(cell);
    return {
      type: "paragraph",
      content: [
        { type: "missing", text: `missing picture of the cell ${cell}` },
        { type: "text", text: ` ${caption}` },
      ],
    };
  });
  // The summary's own first heading is the chapter's name.
  const [first, ...rest] = blocks;
  const body = first?.type === "heading" && first.level === 1 ? rest : blocks;
  const heading = {
    type: "heading",
    level: 2,
    content: [{ type: "text", text: `${data.chapter} ${data.title}` }],
  } as const;
  const notices = state?.problem === undefined ? [] : [notice(`This chapter's notebook: ${state.problem}.`)];
  return { blocks: [heading, ...notices, ...body.map(lowered), ...pictures], missing };
}

const notice = (text: string): Block => ({ type: "paragraph", content: [{ type: "missing", text }] });

const lowered = (block: Block): Block =>
  block.type === "heading" ? { ...block, level: Math.min(6, block.level + 1) } : block;

function pictureOf(id: string, state: ChapterState | undefined): string | undefined {
  const cell = state?.notebook?.cells.find((each) => each.id === id);
  if (cell?.cell_type !== "code") return undefined;
  for (const output of cell.outputs)
    if ("data" in output && typeof output.data["image/svg+xml"] === "string")
      return output.data["image/svg+xml"];
  return undefined;
}
