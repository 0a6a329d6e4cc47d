import { isFloatDtype, type StoredTensor } from "@llm-course/onnx";
import type { LoadReport, MismatchedWeight } from "./errors.ts";

type Tensors = ReadonlyMap<string, StoredTensor>;

export interface WeightNames {
  /** Shape of each parameter of the model by name. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** What a model with a head puts before the names of the base model: "bert". */
  readonly baseModelPrefix: string;
  /** Names under which a checkpoint may hold a parameter once more, and the parameter's own name. */
  readonly tied: ReadonlyMap<string, string>;
}

export interface MatchedWeights {
  /** The tensor of each parameter that the checkpoint holds in its shape. */
  readonly found: Tensors;
  readonly report: LoadReport;
  /** The missing parameters that a checkpoint of the base model must have. */
  readonly missingInBase: readonly string[];
}

/**
 * Finds the parameters of a model in a checkpoint, as Hugging Face's `from_pretrained` does: a base model's
 * checkpoint fits a model with a head and the other way round, tied weights are found under any of their
 * names, and LayerNorm's old names gamma and beta are understood.
 */
export function matchWeights(tensors: Tensors, names: WeightNames): MatchedWeights {
  const { parameters, tied } = names;
  const candidates = new Map<string, StoredTensor>();
  const unexpected: string[] = [];
  const toParameter = renaming(tensors, names);
  const copies: [string, StoredTensor][] = [];
  for (const [key, tensor] of tensors) {
    const name = toParameter(key);
    const own = tied.get(name);
    if (parameters.has(name)) candidates.set(name, tensor);
    else if (own !== undefined && parameters.has(own)) copies.push([own, tensor]);
    else if (!isUnused(key)) unexpected.push(key);
  }
  for (const [own, tensor] of copies) if (!candidates.has(own)) candidates.set(own, tensor);

  const found = new Map<string, StoredTensor>();
  const missing: string[] = [];
  const mismatched: MismatchedWeight[] = [];
  for (const [parameter, shape] of parameters) {
    const tensor = candidates.get(parameter);
    if (!tensor) missing.push(parameter);
    else if (String(tensor.shape) === String(shape) && isFloatDtype(tensor.dtype))
      found.set(parameter, tensor);
    else
      mismatched.push({
        parameter,
        expected: `F32 [${shape.join(", ")}]`,
        given: `${tensor.dtype} [${tensor.shape.join(", ")}]`,
      });
  }
  const missingInBase = missing.filter((name) => isBase(name, names));
  return { found, missingInBase, report: { missing, unexpected, mismatched } };
}

/** From a name in the checkpoint to the one it has in the model: without or with the base model's prefix. */
function renaming(tensors: Tensors, { parameters, baseModelPrefix }: WeightNames): (key: string) => string {
  const prefix = `${baseModelPrefix}.`;
  const inCheckpoint = hasPrefix(tensors.keys(), prefix);
  const inModel = hasPrefix(parameters.keys(), prefix);
  return (key) => {
    const name = key.replace(/\.gamma$/, ".weight").replace(/\.beta$/, ".bias");
    if (inCheckpoint && !inModel && name.startsWith(prefix)) return name.slice(prefix.length);
    if (!inCheckpoint && inModel && parameters.has(prefix + name)) return prefix + name;
    return name;
  };
}

function hasPrefix(names: Iterable<string>, prefix: string): boolean {
  return Iterator.from(names).some((name) => name.startsWith(prefix));
}

/** Poolers are new even in checkpoints of base models: those of masked language models have none. */
function isBase(parameter: string, { parameters, baseModelPrefix }: WeightNames): boolean {
  if (/(^|\.)pooler\./.test(parameter)) return false;
  const prefix = `${baseModelPrefix}.`;
  return parameter.startsWith(prefix) || !hasPrefix(parameters.keys(), prefix);
}

// What checkpoints hold and no task here needs: BERT's head for the next sentence, poolers, tables that older versions
// of Hugging Face's library stored though they are computed, how many batches there were, and T5's biases for cross attention, which has none.
const unused = [
  /(^|\.)cls\.seq_relationship\./,
  /(^|\.)pooler\./,
  /(^|\.)position_ids$/,
  /\.attn\.(masked_)?bias$/,
  /\.rotary_emb\.inv_freq$/,
  /\.num_batches_tracked$/,
  /\.embed_positions\.weight$/,
  /\.EncDecAttention\.relative_attention_bias\.weight$/,
];

function isUnused(key: string): boolean {
  return unused.some((pattern) => pattern.test(key));
}
