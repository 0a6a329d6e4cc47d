import { type Block, textOf } from "@llm-course/report";
import { courseCells } from "../run/course-cells.ts";
import type { ChapterState } from "./chapter-states.ts";
import type { Summary } from "./read-summaries.ts";

/**
 * What a chapter taught: its summary one level down, below the chapter's name, and the pictures that the summary names, each at
 * the end of the section that its cell belongs to.
 *
 * @returns also the cells whose pictures are missing
 */
export function chapterBlocks(
  { data, blocks }: Summary,
  state: ChapterState | undefined,
): { blocks: Block[]; missing: string[] } {
  const missing: string[] = [];
  const cells = state?.notebook === undefined ? [] : courseCells(state.notebook);
  const pictures = data.pictures.map(({ cell, caption }): PlacedPicture => {
    const section = cells.find(({ id }) => id === cell)?.section;
    const svg = pictureOf(cell, state);
    const text = [{ type: "text" as const, text: caption }];
    if (svg !== undefined) return { section, block: { type: "picture", svg, alt: caption, caption: text } };
    missing.push(cell);
    const mark = { type: "missing", text: `missing picture of the cell ${cell}` } as const;
    return { section, block: { type: "paragraph", content: [mark, { type: "text", text: ` ${caption}` }] } };
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
  return { blocks: [heading, ...notices, ...withPictures(body, pictures).map(lowered)], missing };
}

interface PlacedPicture {
  /** Of the notebook, such as "3.5". */
  readonly section: string | undefined;
  readonly block: Block;
}

/** A heading such as "Reading curves (3.5)" begins what is about a section; pictures of others come last. */
function withPictures(body: readonly Block[], pictures: readonly PlacedPicture[]): Block[] {
  const left = new Set(pictures);
  const takeOf = (sections: readonly string[]) => {
    const taken = [...left].filter(({ section }) => section !== undefined && sections.includes(section));
    for (const picture of taken) left.delete(picture);
    return taken.map(({ block }) => block);
  };
  const placed: Block[] = [];
  let sections: readonly string[] = [];
  for (const block of body) {
    if (block.type === "heading" && block.level <= 2) {
      placed.push(...takeOf(sections));
      sections = /\(([^()]*)\)$/.exec(textOf(block.content))?.[1]?.split(/,\s*/) ?? [];
    }
    placed.push(block);
  }
  return [...placed, ...takeOf(sections), ...[...left].map(({ block }) => block)];
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
