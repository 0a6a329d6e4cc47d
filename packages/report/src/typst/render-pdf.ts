import { tmpdir } from "node:os";
import type { ReportDocument } from "../document/blocks.ts";
import { PdfError } from "../errors.ts";
import { fontFamilies, fontFolders } from "./fonts.ts";
import { mathTypst } from "./math-typst.ts";
import { reportTypst } from "./report-typst.ts";

export interface RenderedPdf {
  readonly pdf: Uint8Array;
  readonly pages: number;
  /** Characters that no font has; each shows as an empty box. */
  readonly missingCharacters: readonly string[];
}

/**
 * A report as PDF, tagged for screen readers (PDF/UA-1; where a character is missing from all fonts, that cannot be, and the
 * file is tagged without it).
 *
 * @param fonts folders with fonts. Default: those of the installed font packages
 * @throws PdfError
 */
export async function renderPdf(
  report: ReportDocument,
  { fonts = fontFolders() }: { readonly fonts?: readonly string[] } = {},
): Promise<RenderedPdf> {
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const compiler = NodeCompiler.create({ workspace: tmpdir(), fontArgs: [{ fontPaths: [...fonts] }] });
  const compiles = (program: string) => !compiler.compile({ mainFileContent: program }).hasError();
  const program = reportTypst(report, { fonts: fontFamilies, math: (tex) => mathTypst(tex, compiles) });
  const compiled = compiler.compile({ mainFileContent: program });
  const document = compiled.result;
  if (!document) {
    const [diagnostic] = compiled.takeDiagnostics()?.shortDiagnostics ?? [];
    throw new PdfError(`the PDF could not be set: ${JSON.stringify(diagnostic)}`);
  }
  try {
    const pdf = compiler.pdf(document, { pdfStandard: "ua-1" });
    return { pdf, pages: document.numOfPages, missingCharacters: [] };
  } catch (error) {
    const missing = undisplayed((error as Error).message);
    if (missing.length === 0) throw new PdfError(`the PDF is not accessible: ${(error as Error).message}`);
    return { pdf: compiler.pdf(document), pages: document.numOfPages, missingCharacters: missing };
  } finally {
    compiler.evictCache(0);
  }
}

/** The characters in the compiler's complaints, "the text `"한"` could not be displayed with font …". */
function undisplayed(message: string): string[] {
  const found = [...message.matchAll(/the text `\\?"(.+?)\\?"` could not be displayed/g)];
  const plain = (text: string) =>
    text.replaceAll(/\\+u\{([0-9a-f]+)\}/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
  return [...new Set(found.map(([, text = ""]) => plain(text)))];
}
