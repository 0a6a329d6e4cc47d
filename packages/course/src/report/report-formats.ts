import { renderDocx, renderHtml, renderPdf } from "@llm-course/report";
import { buildBook } from "./build-book.ts";
import type { BuiltReport } from "./build-report.ts";

/** Files of a format by their paths in the output folder, and what readers will miss. */
export interface WrittenFormat {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly warnings?: readonly string[];
}

/** What `course report` can make, in this order. */
export const reportFormats = {
  html: async ({ report }: BuiltReport): Promise<WrittenFormat> => ({
    files: new Map([["report.html", renderHtml(report)]]),
  }),

  pdf: async ({ report }: BuiltReport): Promise<WrittenFormat> => {
    const { pdf, missingCharacters } = await renderPdf(report);
    const warnings =
      missingCharacters.length > 0
        ? [`report.pdf: no font has these characters, install one that does: ${missingCharacters.join(" ")}`]
        : [];
    return { files: new Map([["report.pdf", pdf]]), warnings };
  },

  docx: async ({ report }: BuiltReport): Promise<WrittenFormat> => ({
    files: new Map([["report.docx", await renderDocx(report)]]),
  }),

  book: async ({ report, states }: BuiltReport): Promise<WrittenFormat> => ({
    files: await buildBook(states, report.language),
  }),
} as const;

export type ReportFormat = keyof typeof reportFormats;
