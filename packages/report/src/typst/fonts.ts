import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Families in the order in which a glyph is looked for. The first is the compiler's own. */
export const fontFamilies = ["Libertinus Serif", "Noto Sans Hans", "Noto Naskh Arabic", "Noto Sans Hebrew"];

/** Packages with font files for what the first family has no glyphs for: Chinese and Japanese, Arabic, Hebrew. */
const packages = ["@embedpdf/fonts-sc", "@embedpdf/fonts-arabic", "@embedpdf/fonts-hebrew"];

/** The folders of those that are installed. */
export function fontFolders(): string[] {
  return packages.flatMap((name) => {
    try {
      return [join(dirname(fileURLToPath(import.meta.resolve(name))), "..", "fonts")];
    } catch {
      return [];
    }
  });
}
