import { AlignmentType, Document, LevelFormat, Packer, Paragraph, TableOfContents, TextRun } from "docx";
import type { ReportDocument } from "../document/blocks.ts";
import { isRightToLeft } from "../document/is-right-to-left.ts";
import { blocksDocx } from "./blocks-docx.ts";
import { bullets, numbers } from "./numbering.ts";

/** A report as a Word document, whose headings, lists, tables and formulas are Word's own. */
export async function renderDocx(report: ReportDocument): Promise<Uint8Array> {
  const { title, subtitle, authors, date, language, blocks } = report;
  const line = (text: string, size: number, bold = false) =>
    new Paragraph({
      bidirectional: isRightToLeft(text),
      spacing: { after: 120 },
      children: [new TextRun({ text, size, bold, rightToLeft: isRightToLeft(text) })],
    });
  const document = new Document({
    title,
    creator: authors.join(", "),
    ...(subtitle && { description: subtitle }),
    styles: {
      default: {
        document: { run: { font: "Calibri", size: 22, language: { value: language } } },
        heading1: { run: { size: 34, bold: true }, paragraph: { spacing: { before: 360, after: 120 } } },
        heading2: { run: { size: 27, bold: true }, paragraph: { spacing: { before: 280, after: 100 } } },
        heading3: { run: { size: 23, bold: true }, paragraph: { spacing: { before: 220, after: 80 } } },
      },
    },
    numbering: {
      config: [
        { reference: bullets, levels: levels(LevelFormat.BULLET, () => "•") },
        { reference: numbers, levels: levels(LevelFormat.DECIMAL, (level) => `%${level + 1}.`) },
      ],
    },
    sections: [
      {
        children: [
          line(title, 48, true),
          ...(subtitle === undefined ? [] : [line(subtitle, 26)]),
          line([authors.join(", "), date].filter(Boolean).join(" · "), 22),
          new TableOfContents("Contents", { hyperlink: true, headingStyleRange: "1-2" }),
          ...(await blocksDocx(blocks)),
        ],
      },
    ],
    features: { updateFields: true },
  });
  return Packer.toBuffer(document);
}

function levels(format: (typeof LevelFormat)[keyof typeof LevelFormat], text: (level: number) => string) {
  return Array.from({ length: 9 }, (_, level) => ({
    ...{ level, format, text: text(level), alignment: AlignmentType.LEFT },
    style: { paragraph: { indent: { left: 500 * (level + 1), hanging: 280 } } },
  }));
}
