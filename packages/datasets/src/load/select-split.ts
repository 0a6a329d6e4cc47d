import { concatenateDatasets } from "../dataset/concatenate-datasets.ts";
import { Dataset } from "../dataset/dataset.ts";
import type { DatasetDict } from "../dataset/dataset-dict.ts";
import { SplitError } from "../errors.ts";
import { parseSplit, rangeOf } from "./split-expression.ts";

/** Names of the splits that an expression needs. @throws SplitError for one that there is not */
export function splitsIn(expression: string, known: readonly string[]): string[] {
  return parseSplit(expression).flatMap(({ split }) => {
    if (split === "all" && !known.includes("all")) return [...known];
    if (!known.includes(split)) throw new SplitError(`one of the splits ${known.join(", ")} expected`, split);
    return [split];
  });
}

/** The rows that an expression names, of splits that are loaded. */
export async function selectSplit(dict: DatasetDict, expression: string): Promise<Dataset> {
  const parts = parseSplit(expression).flatMap((part) =>
    splitsIn(part.split, [...dict.keys()]).map((split) => ({ ...part, split })),
  );
  const chosen = parts.map((part) => {
    const dataset = dict.split(part.split);
    const [start, end] = rangeOf(part, dataset.numRows);
    return start === 0 && end === dataset.numRows ? dataset : dataset.skip(start).take(end - start);
  });
  const whole = await concatenateDatasets(chosen);
  return new Dataset(whole.view, { ...whole.info, split: expression }, whole.format);
}

/** A split, a list of them, or without a name all of them. */
export async function selectSplits(
  dict: DatasetDict,
  split: string | readonly string[] | undefined,
): Promise<Dataset | Dataset[] | DatasetDict> {
  if (split === undefined) return dict;
  if (typeof split === "string") return selectSplit(dict, split);
  return Promise.all(split.map((each) => selectSplit(dict, each)));
}
