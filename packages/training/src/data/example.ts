/** The value of one feature: text for the tokenizer, or numbers for the model, nested as a tensor's rows are. */
export type Feature =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | ArrayLike<number>
  | ArrayLike<bigint>
  | readonly Feature[];

/** One row of a dataset, by the name of the feature: `{ input_ids: [101, 102], label: 1 }`. */
export type Example = Readonly<Record<string, Feature>>;

/** Examples that are found by their number; an array is one. */
export interface IndexedDataset {
  readonly length: number;
  at(index: number): Example | undefined | Promise<Example | undefined>;
}

/** Examples in a fixed order. One that gives them anew each time it is iterated can be trained on for several epochs. */
export type Dataset = IndexedDataset | Iterable<Example> | AsyncIterable<Example>;

export function isIndexed(dataset: Dataset): dataset is IndexedDataset {
  return "at" in dataset && "length" in dataset;
}
