import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addCapitals } from "@llm-course/models";
import { z } from "zod";

/** What other spelling each id of the vocabulary has. */
export interface Spellings {
  /** The id of the piece in lower case, which is a row of the table the encoder came with. */
  readonly lower: readonly number[];
  /** A number for each shape: small, Capital and LARGE letters, digits; all else is a shape of its own. */
  readonly shape: readonly number[];
}

const tokenizerSchema = z.looseObject({
  normalizer: z.looseObject({ type: z.literal("BertNormalizer") }),
  model: z.looseObject({ type: z.literal("WordPiece"), vocab: z.record(z.string(), z.number()) }),
});

const lengths = 11; // 0, 1–10, 11–20, … 91–100 letters; longer lines count as the last
const marks = Array.from({ length: 2 * lengths }, (_, i) => String.fromCodePoint(0x2460 + i));
const anyMark = `${marks[0]}-${marks.at(-1)}`;

/**
 * Makes an uncased WordPiece tokenizer see what a reader of mail sees besides words: capitals, and lines. Each piece gets
 * two more spellings, Capital and LARGE; each line begins with a mark for its length, and for whether it is indented. All
 * of it stands in `tokenizer.json`, so that pipelines do the same.
 *
 * @param source the folder of the uncased tokenizer
 * @param folder where the files are written
 * @param maxLength of a text, in tokens: what pipelines cut to
 */
export async function writeMailTokenizer(
  source: string,
  folder: string,
  { maxLength }: { maxLength: number },
): Promise<Spellings> {
  const tokenizer = tokenizerSchema.parse(await readJson(join(source, "tokenizer.json")));
  const { vocab } = tokenizer.model;
  const lower = addCapitals(vocab);
  // A mark begins as the row of a token that no text has.
  for (const [i, mark] of marks.entries()) {
    if (mark in vocab) continue;
    vocab[mark] = lower.length;
    lower.push(vocab[`[unused${i}]`] as number);
  }
  const normalizer = {
    type: "Sequence",
    normalizers: [...lineMarks(), { ...tokenizer.normalizer, lowercase: false, strip_accents: true }],
  };
  const settings = z.looseObject({}).parse(await readJson(join(source, "tokenizer_config.json")));
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, "tokenizer.json"), { ...tokenizer, normalizer });
  await writeJson(join(folder, "tokenizer_config.json"), {
    ...settings,
    ...{ do_lower_case: false, strip_accents: true, model_max_length: maxLength },
  });
  await copyFile(join(source, "config.json"), join(folder, "config.json"));
  return { lower, shape: shapes(vocab) };
}

function lineMarks() {
  return marks.map((mark, i) => {
    const [length, first] = [i % lengths, i < lengths ? "\\S" : "[^\\S\\n]"];
    const most = length === lengths - 1 ? "" : 10 * length - 1;
    const rest = `(?=[^${anyMark}])${first}[^\\n]{${10 * length - 10},${most}}(?=\\n|$)`;
    const line = length > 0 ? rest : i < lengths ? "(?=\\n|$)" : "(?!)";
    return {
      type: "Replace",
      pattern: { Regex: `(?<![^\\n])(?=${line})` },
      content: `${mark} `,
    };
  });
}

function shapes(vocab: Readonly<Record<string, number>>): number[] {
  const numbers = new Map<string, number>();
  const result: number[] = [];
  for (const [token, id] of Object.entries(vocab)) {
    const [, prefix = "", word = ""] = /^(##)?(.*)$/s.exec(token) ?? [];
    const shape =
      prefix +
      word
        .replace(/^[a-z]+$/, "small")
        .replace(/^[A-Z][a-z]+$/, "Capital")
        .replace(/^[A-Z]+$/, "LARGE")
        .replace(/^\d+$/, "digits");
    const number = numbers.get(shape) ?? numbers.size;
    numbers.set(shape, number);
    result[id] = number;
  }
  return result;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value)}\n`);
}
