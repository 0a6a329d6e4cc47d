import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AutoModelForSequenceClassification, Tensor } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { loadEncoder } from "./load-encoder.ts";

const task = "sequence-classification";
const id2label = { 0: "bad", 1: "good", 2: "mixed" };
const folder = await tinyModel("bert", task, { id2label });
const tokenizer = await AutoTokenizer.fromPretrained(folder);
const inputs = await tokenizer(["the cat sat in rome", "ann ran"], { padding: true });
const [rows, width] = [2, inputs.input_ids[0]?.length ?? 0];

/** What transformers.js computes. */
async function logitsOf(path: string): Promise<unknown> {
  const model = await AutoModelForSequenceClassification.from_pretrained(path, {
    ...{ dtype: "fp32", local_files_only: true },
  });
  const int64 = (lists: number[][]) =>
    new Tensor("int64", BigInt64Array.from(lists.flat(), BigInt), [rows, width]);
  const { input_ids, attention_mask, token_type_ids } = inputs;
  const { logits } = await model({
    input_ids: int64(input_ids),
    attention_mask: int64(attention_mask as number[][]),
    token_type_ids: int64(token_type_ids as number[][]),
  });
  await model.dispose();
  return logits.tolist();
}

test("has the logits of transformers.js, from safetensors and from the graph alone", async () => {
  const expected = await logitsOf(folder);
  await using stored = await loadEncoder(folder, { task });
  expectClose((await stored(inputs)).logits?.tolist(), expected);
  const exported = await tinyModel("bert", task, { id2label });
  await rm(join(exported, "model.safetensors"));
  await using graph = await loadEncoder(exported, { task });
  expectClose((await graph(inputs)).logits?.tolist(), expected);
  const tensors = await tokenizer(["the cat sat in rome", "ann ran"], { padding: true, returnTensors: true });
  expectClose((await graph(tensors)).logits?.tolist(), expected);
});

test("attentions are probabilities that leave padding out, hidden states end with the last ones", async () => {
  await using encoder = await loadEncoder(folder, { outputAttentions: true, outputHiddenStates: true });
  const { attentions = [], hidden_states = [], last_hidden_state, logits } = await encoder(inputs);
  expect(logits).toBeUndefined();
  expect(attentions.map(({ dims }) => dims)).toEqual([
    [rows, 4, width, width],
    [rows, 4, width, width],
  ]);
  for (const layer of attentions)
    for (const [row, heads] of (layer.tolist() as number[][][][]).entries())
      for (const queries of heads)
        for (const keys of queries) {
          expect(keys.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
          for (const [key, p] of keys.entries())
            if (inputs.attention_mask?.[row]?.[key] === 0) expect(p).toBe(0);
        }
  expect(hidden_states).toHaveLength(3);
  expectClose(hidden_states.at(-1)?.tolist(), last_hidden_state?.tolist());
});

test("a head that is switched off is one without values", async () => {
  // Head 2 of layer 1 gives nothing where its values are nothing: 4 numbers of 16, from the ninth on.
  const name = "bert.encoder.layer.1.attention.self.value";
  const without = await tinyModel("bert", task, { id2label }, (weights) => {
    weights.get(`${name}.weight`)?.fill(0, 8 * 16, 12 * 16);
    weights.get(`${name}.bias`)?.fill(0, 8, 12);
  });
  await using encoder = await loadEncoder(folder, { task });
  const headMask = [
    [1, 1, 1, 1],
    [1, 1, 0, 1],
  ];
  const masked = (await encoder(inputs, { headMask })).logits?.tolist();
  expectClose(masked, await logitsOf(without));
  const whole = (await encoder(inputs)).logits?.tolist();
  expectClose(whole, await logitsOf(folder));
  expect(masked).not.toEqual(whole);
});

test("labels give the loss, the mean of what each text's label costs", async () => {
  await using encoder = await loadEncoder(folder, { task, labels: true });
  const labels = [2, 0];
  const { loss, logits } = await encoder({ ...inputs, labels });
  const costs = ((logits?.tolist() ?? []) as number[][]).map((row, i) => {
    const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
    return Math.log(sum) - (row[labels[i] as number] as number);
  });
  expect(loss).toBeCloseTo(((costs[0] ?? 0) + (costs[1] ?? 0)) / 2, 5);
});

test("wrong shapes and heads that are not there are errors", async () => {
  await using encoder = await loadEncoder(folder, { task });
  await expect(encoder({ input_ids: inputs.input_ids[0] as never })).rejects.toThrow(
    "input_ids: expected to have the shape [batch, sequence], put the single row into a list, [row]: [2,",
  );
  await expect(
    encoder({
      input_ids: [
        [2, 5, 3],
        [2, 3],
      ],
    }),
  ).rejects.toThrow("input_ids: rows of one length expected, ask the tokenizer for padding: true: [3,2]");
  await expect(encoder({ input_ids: [Array(33).fill(5)] })).rejects.toThrow(
    "input_ids: rows of at most 32 tokens expected, ask the tokenizer for truncation: true: 33",
  );
  await expect(encoder({ input_ids: [] })).rejects.toThrow("a list of rows expected");
  await expect(encoder({ input_ids: { data: [2n, 3n], dims: [2] } })).rejects.toThrow("a batch of one: [2]");
  await expect(encoder(inputs, { headMask: [[1, 1]] })).rejects.toThrow(
    "headMask, 2 lists of 4 factors expected, one list for each layer, given: [2]",
  );
  await expect(loadEncoder(folder, { task: "question-answering" })).rejects.toThrow(
    `the folder has no weights of qa_outputs.weight, qa_outputs.bias, so it is no model for question-answering; take one that was trained for it: ${folder}`,
  );
  await using labelled = await loadEncoder(folder, { task, labels: true });
  await expect(labelled(inputs)).rejects.toThrow('an input of the model is missing: "labels"');
});
