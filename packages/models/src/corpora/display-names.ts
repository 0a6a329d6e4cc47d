import type { TranslationPair } from "./translation-pair.ts";

const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
const two = letters.flatMap((a) => letters.map((b) => a + b));
const three = two.flatMap((pair) => letters.map((c) => pair + c));

/** All codes that there may be, of each kind; those without a name are left out. */
const codes: readonly (readonly [Intl.DisplayNamesType, () => readonly string[]])[] = [
  ["language", () => [...two, ...three]],
  ["region", () => two.map((code) => code.toUpperCase())],
  ["currency", () => three.map((code) => code.toUpperCase())],
  ["script", () => scripts],
];

const scripts = (
  "Adlm Arab Armn Avst Bali Batk Beng Bopo Brah Brai Bugi Cakm Cans Cari Cham Cher Copt Cprt Cyrl Deva Dsrt Egyp Ethi " +
  "Geor Glag Goth Gran Grek Gujr Guru Hang Hani Hans Hant Hebr Hira Java Jpan Kali Kana Khmr Knda Kore Kthi Lana Laoo " +
  "Latn Lepc Limb Lina Linb Lisu Lyci Lydi Mand Mani Mlym Mong Mtei Mymr Nkoo Ogam Olck Orkh Orya Osma Perm Phag Phli " +
  "Phnx Plrd Prti Rjng Runr Samr Sarb Saur Shaw Shrd Sinh Sund Sylo Syrc Tale Talu Taml Tang Tavt Telu Tfng Tglg Thaa " +
  "Thai Tibt Tirh Ugar Vaii Xpeo Xsux Yiii"
).split(" ");

/** The names that Node's own data (CLDR, by ICU) has in English and French for languages, regions, currencies and scripts. */
export function displayNames(): TranslationPair[] {
  return codes.flatMap(([type, all]) => {
    const [en, fr] = ["en", "fr"].map(
      (language) => new Intl.DisplayNames(language, { type, fallback: "none" }),
    );
    return all().flatMap((code) => {
      const pair = { en: en?.of(code), fr: fr?.of(code) };
      return pair.en && pair.fr ? [pair as TranslationPair] : [];
    });
  });
}
