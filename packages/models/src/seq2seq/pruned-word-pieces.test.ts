import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer } from "@llm-course/tokenizers";
import { expect, test } from "vitest";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import { keptPieces, prunedWordPieces } from "./pruned-word-pieces.ts";

test("what was counted is cut as before, everything else into smaller pieces, and nothing is unknown", async () => {
  const source = await ensureMiniLm();
  const text = "The translators disagreed about tokenization, didn't they?";
  const { json, kept } = await prunedWordPieces(source, [text], 300);
  const [pruned, whole] = [
    Tokenizer.fromString(json),
    Tokenizer.fromString(await readFile(join(source, "tokenizer.json"), "utf8")),
  ];
  expect(kept.slice(0, 5)).toEqual([0, 100, 101, 102, 103]);
  expect(pruned.encode(text).tokens).toEqual(whole.encode(text).tokens);
  expect(pruned.encode(text).ids.map((id) => kept[id])).toEqual(whole.encode(text).ids);
  const other = pruned.encode("Zebras!");
  expect(other.tokens).not.toContain("[UNK]");
  expect(other.tokens.length).toBeGreaterThan(whole.encode("Zebras!").tokens.length);
  expect(pruned.decode(other.ids)).toBe("zebras!");

  const folder = await mkdtemp(join(tmpdir(), "pieces-"));
  await writeFile(join(folder, "pruned.json"), json);
  expect(await keptPieces(source, join(folder, "pruned.json"))).toEqual(kept);
  await rm(folder, { recursive: true });
});
