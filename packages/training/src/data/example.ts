/** Numbers with a shape, such as an image [channels, height, width]. Tensors of transformers.js have these fields. */
export interface FeatureTensor {
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
  readonly dims: readonly number[];
}

/** A list of values, in lists or typed arrays. */
export type Sequence = ArrayLike<number> | ArrayLike<bigint> | readonly Feature[];

/** The value of one feature: text for the tokenizer, or numbers for the model, nested as a tensor's rows are. */
export type Feature = string | number | bigint | boolean | null | undefined | Sequence | FeatureTensor;

/** One row of a dataset, by the name of the feature: `{ input_ids: [101, 102], label: 1 }`. */
export type Example = Readonly<Record<string, Feature>>;

/** Examples that are found by their number; an array is one. */
export interface IndexedDataset {
  readonly length: number;
  at(index: number): Example | undefined | Promise<Example | undefined>;
}

/** Examples in a fixed order. One that gives them anew each time it is iterated can be trained on for several epochs. */
export type Dataset = IndexedDataset | Iterable<Example> | AsyncIterable<Example>;

export function isSequence(value: Feature): value is Sequence {
  return typeof value === "object" && value !== null && "length" in value;
}

export function isFeatureTensor(value: Feature): value is FeatureTensor {
  return typeof value === "object" && value !== null && "dims" in value;
}

export function isIndexed(dataset: Dataset): dataset is IndexedDataset {
  return "at" in dataset && "length" in dataset;
}
