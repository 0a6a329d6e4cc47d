import { dataTypes } from "../data-type.ts";
import type { Value } from "../gradients/value.ts";
import { concat, reshape, withShape } from "./shaping.ts";

/** What attention is computed of; queries of several heads may share a head of keys and values. */
export interface AttentionInputs {
  /** float [batch, heads, sequence, headSize] */
  readonly q: Value;
  /** float [batch, kvHeads, total, headSize], and values of a size of their own */
  readonly k: Value;
  readonly v: Value;
  readonly scale: number;
  /** What is added to the scores, broadcast to [batch, heads, sequence, total]. */
  readonly bias?: Value | undefined;
  /** bool, broadcast as the bias: where false, a query does not see a key. */
  readonly mask?: Value | undefined;
  /** What is added to the scores where the mask is false. Default: the lowest float. */
  readonly filter?: number;
  /** c tanh(score / c) instead of the score; 0 for the score itself. */
  readonly softcap?: number;
  /** A score without a value for each head, float [heads], which takes its share of the probabilities. */
  readonly sink?: Value | undefined;
}

/** A large negative number that can be added to another without an overflow. */
const lowest = -1e30;

/** softmax(scale q kᵀ) v, float [batch, sequence, heads · valueSize]. https://arxiv.org/abs/1706.03762 */
export function attention(inputs: AttentionInputs): Value {
  const { q, v } = inputs;
  const [batch = 1, heads = 1, sequence = 1] = q.shape;
  const probabilities = softmax(attentionScores(inputs), inputs.sink);
  const mixed = perHead(probabilities.matmul(grouped(v, q)), q);
  const width = Number(heads) * Number(v.shape[3]);
  return reshape(mixed.transpose([0, 2, 1, 3]), [batch, sequence, width]);
}

/** float [batch, heads, sequence, total], or with groups [batch, kvHeads, group, sequence, total] */
function attentionScores({ q, k, scale, softcap = 0, bias, mask, filter = lowest }: AttentionInputs): Value {
  const keys = grouped(k, q);
  const product = queries(q, k).matmul(keys.T).mul(scale);
  const capped = softcap === 0 ? product : product.div(softcap).map("Tanh").mul(softcap);
  const plain = perHead(capped, q);
  const biased = bias ? plain.add(bias) : plain;
  const masked = mask ? biased.add(mask.where(0, q.graph.scalar(filter, q.type))) : biased;
  return queries(withShape(masked, plain.shape), k);
}

/** Queries by head of keys, [batch, kvHeads, group, …], where heads share one. */
function queries(x: Value, k: Value): Value {
  const [batch = 1, heads = 1, sequence = 1, size = 1] = x.shape;
  const kvHeads = k.shape[1] ?? 1;
  if (heads === kvHeads) return x;
  return reshapeKeeping(x, [batch, kvHeads, Number(heads) / Number(kvHeads), sequence, size]);
}

/** The reverse, [batch, heads, …]. */
function perHead(x: Value, q: Value): Value {
  if (x.rank === 4) return x;
  return reshapeKeeping(x, [x.shape[0] ?? 1, q.shape[1] ?? 1, ...x.shape.slice(3)]);
}

/** Keys or values with an axis for the queries that share them. */
function grouped(x: Value, q: Value): Value {
  return x.shape[1] === q.shape[1] ? x : x.unsqueeze([2]);
}

/** Reshape where several sizes that are known at run time only change their place. */
function reshapeKeeping(x: Value, shape: Value["shape"]): Value {
  const { graph, type } = x;
  const numbers = shape.filter((size) => typeof size === "number");
  const sizes =
    numbers.length === shape.length
      ? graph.ints(numbers)
      : graph.vector(
          shape.map((size) =>
            typeof size === "number" ? graph.ints([size]) : x.size(x.shape.indexOf(size)),
          ),
        );
  return graph.node("Reshape", [x, sizes], {}, { type, shape });
}

function softmax(scores: Value, sink: Value | undefined): Value {
  const last = scores.rank - 1;
  const of = (x: Value) => x.graph.node("Softmax", [x], { axis: -1 }, x);
  if (!sink) return of(scores);
  const { graph } = scores;
  const heads = scores.shape.slice(1, -2).map(Number);
  // One column more, which is left out again: the sink's share of the probabilities.
  const column = reshape(sink, [1, ...heads, 1, 1]);
  const target = graph.vector([...scores.shape.slice(0, -1).map((_, i) => scores.size(i)), graph.ints([1])]);
  const shape = scores.shape.with(last, 1);
  const sinks = graph.node("Expand", [column, target], {}, { type: scores.type, shape });
  const probabilities = of(concat([scores, sinks], last));
  const inputs = [probabilities, ...[0, -1, last].map((value) => graph.ints([value]))];
  return graph.node("Slice", inputs, {}, scores);
}

/** [batch, sequence, heads · headSize] to [batch, heads, sequence, headSize]. */
export function splitHeads(x: Value, heads: number): Value {
  const [batch = 1, sequence = 1, width] = x.shape;
  return reshape(x, [batch, sequence, heads, Number(width) / heads]).transpose([0, 2, 1, 3]);
}

/** Integers of any size as int64, which comparisons and sums are made in. */
export function int64Of(x: Value): Value {
  return x.type === "int64"
    ? x
    : x.graph.node("Cast", [x], { to: dataTypes.int64 }, { type: "int64", shape: x.shape });
}
