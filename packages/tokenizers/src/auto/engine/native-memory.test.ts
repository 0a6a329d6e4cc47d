import { expect, test } from "vitest";
import { bertJson } from "../../../test/oracle/rust.ts";
import { PreTrainedTokenizerFast } from "../pre-trained-tokenizer-fast.ts";
import { NativeMemory } from "./native-memory.ts";

const megabyte = 2 ** 20;

test("a notice comes when enough was made, of all that was made since the last", () => {
  const memory = new NativeMemory();
  const text = "a".repeat(megabyte / 2);
  expect(memory.notice([text])).toBeUndefined();
  const notice = memory.notice([text]);
  expect(notice?.byteLength).toBe(60 * megabyte);
  expect(memory.notice(["a short one"])).toBeUndefined();
});

test("what an encoding holds in the Rust library counts as memory while it is held", async () => {
  const tokenizer = new PreTrainedTokenizerFast({ tokenizerJson: bertJson() });
  const before = process.memoryUsage().arrayBuffers;
  const held = await tokenizer(Array.from({ length: 100 }, () => "a long text ".repeat(1100)));
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(34 * megabyte);
  expect(held.batchSize).toBe(100);
});
