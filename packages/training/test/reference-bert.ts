// BERT's encoder in plain float64 loops, read off the paper and the names of a checkpoint: what the ONNX
// graph is checked against. It shares no code with it.

import type { BertConfig } from "../src/index.ts";
import { activation, add, at, dot, type Matrix, softmax, sum, type Weights } from "./plain.ts";

/** What a value of a site is multiplied by: its row and column, and the head where it is an attention. */
export type Masks = (site: string, row: number, column: number, head: number) => number;

/**
 * Hidden states of one sequence, [sequence][hidden_size].
 *
 * @param masks of dropout, at the places that the papers of BERT and of the Transformer name
 */
export function referenceBert(
  config: BertConfig,
  weights: Weights,
  sequence: { inputIds: number[]; attentionMask: number[]; tokenTypeIds: number[] },
  masks: Masks = () => 1,
): Matrix {
  const size = config.hidden_size;
  const headSize = size / config.num_attention_heads;

  const weight = (name: string) => {
    const values = weights.get(name);
    if (!values) throw new Error(`reference lacks ${name}`);
    return Array.from(values);
  };
  const row = (name: string, index: number) => weight(name).slice(index * size, (index + 1) * size);
  const linear = (x: Matrix, name: string): Matrix => {
    const [w, b] = [weight(`${name}.weight`), weight(`${name}.bias`)];
    return x.map((v) => b.map((bias, o) => bias + dot(v, w.slice(o * v.length, (o + 1) * v.length))));
  };
  const layerNorm = (x: Matrix, name: string): Matrix => {
    const [scale, bias] = [weight(`${name}.weight`), weight(`${name}.bias`)] as [number[], number[]];
    return x.map((v) => {
      const mean = sum(v) / v.length;
      const variance = sum(v.map((a) => (a - mean) ** 2)) / v.length;
      return v.map(
        (a, i) => ((a - mean) / Math.sqrt(variance + config.layer_norm_eps)) * at(scale, i) + at(bias, i),
      );
    });
  };

  const drop = (x: Matrix, site: string): Matrix =>
    x.map((v, i) => v.map((value, j) => value * masks(`${site}.dropout`, i, j, 0)));

  const attend = (x: Matrix, name: string): Matrix => {
    const [q, k, v] = ["query", "key", "value"].map((part) => linear(x, `${name}.${part}`)) as [
      Matrix,
      Matrix,
      Matrix,
    ];
    return q.map((query, i) => {
      const context: number[] = [];
      for (let begin = 0; begin < size; begin += headSize) {
        const head = (vector: number[]) => vector.slice(begin, begin + headSize);
        const scores = k.map((key, j) =>
          sequence.attentionMask[j] ? dot(head(query), head(key)) / Math.sqrt(headSize) : -Infinity,
        );
        const p = softmax(scores).map((value, j) => value * masks(`${name}.dropout`, i, j, begin / headSize));
        for (let f = 0; f < headSize; f++)
          context.push(sum(v.map((value, j) => at(p, j) * at(head(value), f))));
      }
      return context;
    });
  };

  let x = sequence.inputIds.map((id, position) => {
    const words = row("embeddings.word_embeddings.weight", id);
    const positions = row("embeddings.position_embeddings.weight", position);
    const types = row("embeddings.token_type_embeddings.weight", at(sequence.tokenTypeIds, position));
    return words.map((value, i) => value + at(positions, i) + at(types, i));
  });
  x = drop(layerNorm(x, "embeddings.LayerNorm"), "embeddings");
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    const attended = linear(attend(x, `${layer}.attention.self`), `${layer}.attention.output.dense`);
    x = layerNorm(add(drop(attended, `${layer}.attention.output`), x), `${layer}.attention.output.LayerNorm`);
    const wide = linear(x, `${layer}.intermediate.dense`).map((v) => v.map(activation[config.hidden_act]));
    const narrow = linear(wide, `${layer}.output.dense`);
    x = layerNorm(add(drop(narrow, `${layer}.output`), x), `${layer}.output.LayerNorm`);
  }
  return x;
}
