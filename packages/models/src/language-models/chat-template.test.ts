import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoTokenizer as Transformers } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatExample, chatTemplate } from "./chat-template.ts";
import { endId, messageEndId, writeTokenizer } from "./train-tokenizer.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chat-"));
  await writeTokenizer(folder, "english", { maxLength: 256, chatTemplate });
});
afterAll(() => rm(folder, { recursive: true }));

const messages = [
  { role: "system", content: "Your name is Bit." },
  { role: "user", content: "What's your name?" },
  { role: "assistant", content: "My name is Bit. What is yours?" },
  { role: "user", content: "Größe 😀" },
  { role: "assistant", content: "Hello!" },
];

test("a chat has the ids that transformers.js gives it", async () => {
  const { input_ids } = await chatExample(await AutoTokenizer.fromPretrained(folder), messages);
  const other = await Transformers.from_pretrained(folder, { local_files_only: true });
  expect(
    other.apply_chat_template(messages, { tokenize: true, return_tensor: false, return_dict: false }),
  ).toEqual(input_ids);
  expect(other.decode(input_ids, { skip_special_tokens: false })).toContain(
    "<|im_start|>user\nGröße 😀<|im_end|>\n",
  );
});

test("labels are what the assistant says, and the token that ends it", async () => {
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const { input_ids, labels } = await chatExample(tokenizer, messages);
  expect(labels).toHaveLength(input_ids.length);
  const said = labels.filter((label) => label !== -100);
  expect(tokenizer.decode(said)).toBe("My name is Bit. What is yours?<|im_end|>Hello!<|im_end|>");
  expect(said.filter((id) => id === messageEndId)).toHaveLength(2);
});

test("a prompt ends where the assistant begins, and texts end with a token of their own", async () => {
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const prompt = tokenizer.applyChatTemplate(messages.slice(1, 2), {
    tokenize: false,
    addGenerationPrompt: true,
  });
  expect(prompt).toBe("<|im_start|>user\nWhat's your name?<|im_end|>\n<|im_start|>assistant\n");
  expect(tokenizer.eosTokenId).toBe(messageEndId);
  expect(tokenizer.padTokenId).toBe(endId);
});
