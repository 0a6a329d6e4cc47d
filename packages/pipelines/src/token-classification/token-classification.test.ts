import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { tokenClassification } from "./token-classification.ts";

const id2label = { 0: "O", 1: "B-PER", 2: "I-PER", 3: "B-LOC", 4: "I-LOC" };
const texts = ["Ann walks to Sealand.", "Bob ran from Rome to the sea, walking.", "the dogs play"];
const folder = await tinyModel("bert", "token-classification", { id2label });

interface Theirs {
  readonly entity: string;
  readonly score: number;
  readonly index: number;
}

test("has the tokens and scores of transformers.js, and says where each is", async () => {
  await using ours = await tokenClassification(folder, { batchSize: 2 });
  const theirs = await transformersJs("token-classification", folder);
  const without = (rows: readonly Theirs[]) =>
    rows.map(({ entity, score, index }) => ({ entity, score, index }));
  for (const ignoreLabels of [["O"], [], ["B-PER", "O"]]) {
    const [mine, others] = [
      await ours(texts, { ignoreLabels }),
      (await theirs(texts, { ignore_labels: ignoreLabels })) as Theirs[][],
    ];
    expectClose(mine.map(without), others.map(without));
    for (const [i, row] of mine.entries())
      for (const { word, start, end } of row) expect(word).toBe(texts[i]?.slice(start, end));
  }
  expect((await ours(texts[0] as string, { ignoreLabels: [] })).map(({ word }) => word)).toEqual([
    ...["Ann", "walk", "s", "to", "Sea", "land", "."],
  ]);
});

test("groups as transformers.js does where no token is left out", async () => {
  await using ours = await tokenClassification(folder);
  const theirs = await transformersJs("token-classification", folder);
  const kind = ({ entity_group, score }: { entity_group: string; score: number }) => ({
    entity_group,
    score,
  });
  const options = { ignoreLabels: [], aggregationStrategy: "simple" } as const;
  const grouped = (await theirs(texts, {
    ...{ ignore_labels: [], aggregation_strategy: "simple" },
  })) as { entity_group: string; score: number }[][];
  expectClose(
    (await ours(texts, options)).map((row) => row.map(kind)),
    grouped.map((row) => row.map(kind)),
  );
});

test("words have one label each, with every strategy but simple", async () => {
  await using ours = await tokenClassification(folder);
  for (const aggregationStrategy of ["first", "max", "average"] as const) {
    const groups = await ours(texts[1] as string, { aggregationStrategy, ignoreLabels: [] });
    expect(groups.map(({ word }) => word).join(" ")).toContain("walking");
    expect(groups.some(({ start, end }) => /\w/.test(`${texts[1]}`[start - 1] ?? " ") && end > start)).toBe(
      false,
    );
  }
});

test("windows of a text that the model reads at once change nothing, and long texts are read to their end", async () => {
  const said: string[] = [];
  await using ours = await tokenClassification(folder, { warn: (line) => said.push(line) });
  const [text] = texts as [string];
  expectClose(await ours(text, { stride: 8, ignoreLabels: [] }), await ours(text, { ignoreLabels: [] }));
  const long = "the cat sat in rome , ann ran . ".repeat(20).trim();
  const tokens = await ours(long, { stride: 8, ignoreLabels: [] });
  expect(tokens.map(({ word }) => word).join(" ")).toBe(long);
  expect(tokens.map(({ index }) => index)).toEqual(tokens.map((_, i) => i + 1));
  expect(said).toEqual([]);
  expect(await ours(long, { ignoreLabels: [] })).toHaveLength(30);
  expect(said).toHaveLength(1);
});

test("unknown labels and strides that do not fit are errors", async () => {
  await using ours = await tokenClassification(folder);
  await expect(ours("ann", { ignoreLabels: ["PERS"] })).rejects.toThrow(
    'option ignoreLabels, a label of the model expected, the nearest are PER, B-PER, I-PER: "PERS"',
  );
  await expect(ours("ann", { stride: 30 })).rejects.toThrow(
    "less than the 30 tokens of a window expected: 30",
  );
  await expect(ours("ann", { aggregationStrategy: "mean" as never })).rejects.toThrow("aggregationStrategy");
});
