import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Families in the order in which a glyph is looked for. The first is the compiler's own. */
export const fontFamilies = [
  "Libertinus Serif",
  "Noto Sans Hans",
  "NanumGothic",
  "Noto Naskh Arabic",
  "Noto Sans Hebrew",
];

/** Packages with fonts for what the first family has no glyphs for, and where their files are, seen from their modules. */
const packages = {
  "@embedpdf/fonts-sc": "../fonts", // Chinese and Japanese
  "@expo-google-fonts/nanum-gothic": ".", // Korean
  "@embedpdf/fonts-arabic": "../fonts",
  "@embedpdf/fonts-hebrew": "../fonts",
};

/** The folders of those that are installed. */
export function fontFolders(): string[] {
  return Object.entries(packages).flatMap(([name, folder]) => {
    try {
      return [join(dirname(fileURLToPath(import.meta.resolve(name))), folder)];
    } catch {
      return [];
    }
  });
}
