import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  type IParagraphOptions,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import type { Align, Block, Inline, TableBlock } from "../document/blocks.ts";
import { isRightToLeft } from "../document/is-right-to-left.ts";
import { textOf } from "../document/text-of.ts";
import { columnWidths } from "./column-widths.ts";
import { inlinesDocx } from "./inlines-docx.ts";
import { mathDocx } from "./math-docx.ts";
import { bullets, numbers } from "./numbering.ts";
import { pictureDocx } from "./picture-docx.ts";

const headings = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];

/** What paragraphs in here have in common: their place in a list or a quote. */
type Around = Pick<IParagraphOptions, "numbering" | "indent" | "border">;

/** Each numbered list counts by itself. */
let lists = 0;

/** Blocks as paragraphs and tables of Word. */
export async function blocksDocx(
  blocks: readonly Block[],
  around: Around = {},
): Promise<(Paragraph | Table)[]> {
  const written: (Paragraph | Table)[] = [];
  for (const block of blocks) written.push(...(await write(block, around)));
  return written;
}

async function write(block: Block, around: Around): Promise<(Paragraph | Table)[]> {
  switch (block.type) {
    case "heading":
      return [
        paragraph(block.content, {
          heading: headings[Math.min(6, block.level) - 1] as (typeof headings)[number],
          keepNext: true,
        }),
      ];
    case "paragraph":
      return [paragraph(block.content, { spacing: { after: 120 }, ...around })];
    case "code":
      return [code(block.text)];
    case "math":
      return [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { after: 120 },
          children: [mathDocx(block.tex, { display: true })],
        }),
      ];
    case "list":
      return list(block, around);
    case "quote":
      return blocksDocx(block.blocks, {
        ...around,
        indent: { left: 400 },
        border: { left: { style: BorderStyle.SINGLE, size: 12, space: 8, color: "B0B6BD" } },
      });
    case "rule":
      return [
        new Paragraph({
          border: { bottom: { style: BorderStyle.SINGLE, size: 6, space: 1, color: "B0B6BD" } },
        }),
      ];
    case "table":
      return [table(block), new Paragraph({})];
    case "picture":
      return [
        new Paragraph({ alignment: AlignmentType.CENTER, children: [await pictureDocx(block)] }),
        ...(block.caption.length > 0 ? [paragraph(block.caption, { alignment: AlignmentType.CENTER })] : []),
      ];
  }
}

function paragraph(content: readonly Inline[], options: IParagraphOptions = {}): Paragraph {
  return new Paragraph({
    ...options,
    bidirectional: isRightToLeft(textOf(content)),
    children: inlinesDocx(content),
  });
}

function code(text: string): Paragraph {
  return new Paragraph({
    spacing: { before: 80, after: 160 },
    shading: { type: ShadingType.CLEAR, fill: "F2F4F6", color: "auto" },
    children: text
      .split("\n")
      .map((line, i) => new TextRun({ text: line, font: "Consolas", size: 18, ...(i > 0 && { break: 1 }) })),
  });
}

async function list(
  { items, start }: Extract<Block, { type: "list" }>,
  around: Around,
): Promise<(Paragraph | Table)[]> {
  const above = around.numbering && "level" in around.numbering ? around.numbering.level + 1 : 0;
  const level = Math.min(8, above);
  const numbering =
    start === undefined ? { reference: bullets, level } : { reference: numbers, level, instance: ++lists };
  const written: (Paragraph | Table)[] = [];
  for (const [first, ...rest] of items) {
    if (first) written.push(...(await blocksDocx([first], { numbering })));
    for (const block of rest) {
      const place = block.type === "list" ? { numbering } : { indent: { left: 500 * (level + 1) } };
      written.push(...(await blocksDocx([block], place)));
    }
  }
  return written;
}

const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT };

/** Of the text in tables, in half points. */
const tableSize = 19;

/** Between the margins of an A4 page, in twentieths of a point. */
const pageWidth = 9026;

function table(block: TableBlock): Table {
  const { head, align, rows } = block;
  const columns = columnWidths(block, pageWidth);
  const line = { style: BorderStyle.SINGLE, size: 4, color: "C4CAD1" };
  const none = { style: BorderStyle.NONE, size: 0, color: "auto" };
  const row = (cells: readonly (readonly Inline[])[], isHead: boolean) =>
    new TableRow({
      // Readers take the setting for a heading even where it says no.
      ...(isHead && { tableHeader: true }),
      cantSplit: true,
      children: head.map((_, i) =>
        cell(cells[i] ?? [], { align: align[i], bold: isHead, width: columns[i] ?? 0 }),
      ),
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: columns,
    borders: {
      top: line,
      bottom: line,
      insideHorizontal: line,
      left: none,
      right: none,
      insideVertical: none,
    },
    rows: [row(head, true), ...rows.map((cells) => row(cells, false))],
  });
}

function cell(
  content: readonly Inline[],
  { align, bold, width }: { align: Align; bold: boolean; width: number },
): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 90, right: 90 },
    children: [
      new Paragraph({
        bidirectional: isRightToLeft(textOf(content)),
        alignment: alignments[align ?? "left"],
        children: inlinesDocx(content, { bold, size: tableSize }),
      }),
    ],
  });
}
