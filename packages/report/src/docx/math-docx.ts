import { ImportedXmlComponent, type ParagraphChild, TextRun } from "docx";
import { mathOmml } from "./math-omml.ts";

/** A formula that Word can edit; TeX that is none, as it was written. */
export function mathDocx(tex: string, options: { display?: boolean } = {}): ParagraphChild {
  const omml = mathOmml(tex, options);
  if (omml === undefined) return new TextRun({ text: tex, font: "Consolas" });
  // docx takes imported XML wherever it takes its own parts; its types do not say so.
  return ImportedXmlComponent.fromXmlString(omml) as unknown as ParagraphChild;
}
