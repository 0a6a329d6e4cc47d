import { ExternalHyperlink, type IRunOptions, type ParagraphChild, ShadingType, TextRun } from "docx";
import type { Inline } from "../document/blocks.ts";
import { isRightToLeft } from "../document/is-right-to-left.ts";
import { mathDocx } from "./math-docx.ts";

type Style = Pick<IRunOptions, "bold" | "italics" | "strike" | "style" | "size">;

/** What stands within a line as runs of Word. */
export function inlinesDocx(content: readonly Inline[], style: Style = {}): ParagraphChild[] {
  return content.flatMap((each) => inlineDocx(each, style));
}

function inlineDocx(each: Inline, style: Style): ParagraphChild[] {
  switch (each.type) {
    case "text":
    case "figure":
      return [run(each.text, style)];
    case "emphasis":
      return inlinesDocx(each.content, { ...style, italics: true });
    case "strong":
      return inlinesDocx(each.content, { ...style, bold: true });
    case "deleted":
      return inlinesDocx(each.content, { ...style, strike: true });
    case "code":
      return [new TextRun({ ...style, text: each.text, font: "Consolas" })];
    case "math":
      return [mathDocx(each.tex)];
    case "break":
      return [new TextRun({ ...style, break: 1 })];
    case "link":
      if (!/^(?:https?:|mailto:)/i.test(each.href)) return inlinesDocx(each.content, style);
      return [
        new ExternalHyperlink({
          link: each.href,
          children: inlinesDocx(each.content, { ...style, style: "Hyperlink" }),
        }),
      ];
    case "missing":
      return [
        new TextRun({
          ...{ ...style, text: `[${each.text}]`, bold: true },
          shading: { type: ShadingType.CLEAR, fill: "FFD54F", color: "auto" },
        }),
      ];
    case "reference":
      throw new TypeError(`a figure that was filled in expected: ${each.text}`);
  }
}

const run = (text: string, style: Style): TextRun =>
  // XML has no place for other control characters.
  new TextRun({
    ...style,
    text: text.replaceAll(/(?![\t\n])\p{Cc}/gu, ""),
    rightToLeft: isRightToLeft(text),
  });
