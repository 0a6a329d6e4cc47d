import { z } from "zod";
import { readPackage } from "./read-package.ts";
import type { TranslationPair } from "./translation-pair.ts";

const emoji = z.array(z.object({ label: z.string(), hexcode: z.string() }));
const hashes = {
  en: "ed014f1049bd370c5794f815850156196ac382850f51c3e9f6a9e83553fb3f01",
  fr: "2d98e00803f7c777f9127002b59965151e4e0522767c899f7af897d8ca98454e",
};

/**
 * The names of emoji in English and French: "face with monocle", "visage avec un monocle".
 *
 * @throws PackageDataError where the package holds other names
 */
export async function emojiLabels(): Promise<TranslationPair[]> {
  const [english, french] = await Promise.all([labels("en"), labels("fr")]);
  return [...english].flatMap(([hexcode, en]) => {
    const fr = french.get(hexcode);
    return fr === undefined ? [] : [{ en, fr }];
  });
}

async function labels(language: "en" | "fr"): Promise<Map<string, string>> {
  const files = await readPackage("emojibase-data", language, /^data\.json$/, hashes[language]);
  const list = emoji.parse(JSON.parse(String(files.get("data.json"))));
  return new Map(list.map(({ hexcode, label }) => [hexcode, label]));
}
