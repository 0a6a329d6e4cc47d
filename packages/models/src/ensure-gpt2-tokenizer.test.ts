import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, AutoTokenizer as Transformers } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureGpt2Tokenizer } from "./ensure-gpt2-tokenizer.ts";

let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "models-"));
  folder = await ensureGpt2Tokenizer(root);
});

afterAll(() => rm(root, { recursive: true }));

const texts = ["Hello world", "  two  spaces\n\nand lines\t", "naïve 東京 😁 I'll <|endoftext|>", "x=1;//y"];

test("ids are those of the package's own encoder, which is another program", async () => {
  const { encode } = createRequire(import.meta.url)("gpt-3-encoder") as { encode(text: string): number[] };
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const plain = texts.map((text) => text.replace("<|endoftext|>", ""));
  const { input_ids } = await tokenizer(plain);
  expect(input_ids).toEqual(plain.map((text) => encode(text)));
  expect(tokenizer.getVocabSize()).toBe(50_257);
});

test("the mark of a text's end is one token", async () => {
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  expect(await tokenizer.encode("a<|endoftext|>b")).toEqual([64, 50_256, 65]);
  expect(tokenizer.eosTokenId).toBe(50_256);
});

test("transformers.js reads the folder and gives the same ids", async () => {
  env.fetch = () => Promise.reject(new Error("no network in tests"));
  const theirs = await Transformers.from_pretrained(folder, { local_files_only: true });
  const ours = await AutoTokenizer.fromPretrained(folder);
  for (const text of texts) expect(await ours.encode(text)).toEqual(theirs.encode(text));
});
