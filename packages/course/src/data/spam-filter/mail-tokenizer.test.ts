import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoTokenizer } from "@huggingface/transformers";
import { ensureMiniLm } from "@llm-course/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Spellings, writeMailTokenizer } from "./mail-tokenizer.ts";

type Tokenizer = Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;

let folder: string;
let spellings: Spellings;
let uncased: Tokenizer;
let cased: Tokenizer;
beforeAll(async () => {
  const source = await ensureMiniLm();
  folder = await mkdtemp(join(tmpdir(), "mail-tokenizer-"));
  spellings = await writeMailTokenizer(source, folder, { maxLength: 2048 });
  uncased = await AutoTokenizer.from_pretrained(source, { local_files_only: true });
  cased = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
});
afterAll(() => rm(folder, { recursive: true }));

test("capitals are kept, at the beginning of a piece and in all of it", () => {
  expect(cased.tokenize("Get FREE Viagra").slice(1)).toEqual(["Get", "FREE", "Via", "##gra"]);
});

test("a line begins with a mark for its length and whether it is indented", () => {
  const text = `four\n\n  four\n${"x".repeat(10)}\n${"x".repeat(11)}\n\t${"x".repeat(300)}`;
  const marks = cased.tokenize(text).filter((piece) => /[\u2460-\u2475]/.test(piece));
  expect(marks.join(" ")).toBe("② ① ⑬ ② ③ ⑵");
  expect(cased.tokenize("1\n2")).toEqual(["②", "1", "②", "2"]);
});

test("in lower case the pieces are those of the uncased tokenizer", () => {
  const text = "A café in PARIS, at 10:30: 100% FREE Coffee!";
  const ids = cased.encode(text, { add_special_tokens: false }).slice(1);
  expect(ids.map((id) => spellings.lower[id])).toEqual(uncased.encode(text, { add_special_tokens: false }));
});

test("pieces of one shape have one number", () => {
  const shapes = (text: string) =>
    cased.encode(text, { add_special_tokens: false }).map((id) => spellings.shape[id]);
  expect(shapes("Free THIS now 12 !")).toEqual(shapes("Call THEM too 99 !"));
  expect(new Set(shapes("Free THIS now 12 ! ?")).size).toBe(7);
});
