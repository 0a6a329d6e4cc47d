import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PushedCommit, PushOptions } from "@llm-course/hub";
import type { Dataset } from "../../dataset/dataset.ts";
import { DatasetArgumentError } from "../../errors.ts";
import { featureToJson } from "../../features/feature-json.ts";
import type { DatasetCardOptions } from "../dataset-card.ts";
import { commitSplits } from "./commit-splits.ts";
import { writeSplits } from "./write-splits.ts";

export interface PushDatasetOptions
  extends Pick<
    PushOptions,
    | "private"
    | "revision"
    | "commitMessage"
    | "commitDescription"
    | "endpoint"
    | "token"
    | "signal"
    | "onProgress"
  > {
  /** Default: "default", whose files are in `data`; those of others are in a folder of their name. */
  readonly configName?: string;
  /** Of a single dataset. Default: the one that it is, or "train" */
  readonly split?: string;
  /** About how many bytes a file holds at most, of its rows in Arrow. Default: 500 MB */
  readonly maxShardSize?: number;
  /** What the README says, where the repository has none. */
  readonly card?: Partial<DatasetCardOptions>;
}

const attempts = 5;

/**
 * Shares a dataset as `loadDataset(repo)` and Python's `load_dataset` read it: parquet files as
 * `data/train-00000-of-00001.parquet`, with `configs` and `dataset_info` in the README in step with them, in one commit. A
 * `DatasetDict` takes the place of all splits of its configuration, a `Dataset` of its own split alone. Files are written to
 * the system's temporary folder first.
 *
 * @throws DatasetArgumentError for names, and for other columns than the splits that stay have; SaveError; what `createRepo`
 *   and `uploadFolder` of `@llm-course/hub` throw
 */
export async function pushToHub(
  dataset: Dataset<object> | ReadonlyMap<string, Dataset<object>>,
  repo: string,
  options: PushDatasetOptions = {},
): Promise<PushedCommit> {
  const { configName = "default", revision = "main", card, ...connection } = options;
  const isDict = dataset instanceof Map;
  const splits: ReadonlyMap<string, Dataset<object>> = isDict
    ? dataset
    : new Map([[options.split ?? (dataset as Dataset).split ?? "train", dataset as Dataset<object>]]);
  check(splits, configName, isDict && options.split !== undefined);
  const { createBranch, createRepo, StaleParentError } = await import("@llm-course/hub");
  const folder = await mkdtemp(join(tmpdir(), "push-"));
  try {
    const dataDir = configName === "default" ? "data" : configName;
    const files = await writeSplits(splits, join(folder, dataDir), options.maxShardSize ?? 500e6);
    const target = { ...connection, repoType: "dataset" as const };
    const { id, url } = await createRepo({ ...target, repo, existOk: true });
    if (revision !== "main") await createBranch({ ...target, repo: id, branch: revision, existOk: true });
    const push = { ...target, repo: id, revision, folder };
    const written = { name: configName, dataDir, splits, files, keepOthers: !isDict, card };
    for (let attempt = 1; ; attempt++)
      try {
        return { ...(await commitSplits(push, written)), repo: id, repoUrl: url };
      } catch (error) {
        // Somebody else has changed the repository since its README was read.
        if (!(error instanceof StaleParentError) || attempt === attempts) throw error;
      }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function typesOf({ features }: Dataset<object>): string {
  return JSON.stringify(Array.from(features, ([name, feature]) => [name, featureToJson(feature)]));
}

function check(splits: ReadonlyMap<string, Dataset<object>>, configName: string, hasNoSplit: boolean): void {
  if (hasNoSplit) throw new DatasetArgumentError("no split expected, a DatasetDict has its own", "split");
  // A pattern as `data/train-*` must match the files of one split.
  for (const split of splits.keys())
    if (!/^\w+(\.\w+)*$/.test(split))
      throw new DatasetArgumentError("a name of letters, digits, _ and dots expected of a split", split);
  if (!/^\w[\w.-]*$/.test(configName) || configName === "data")
    throw new DatasetArgumentError(
      'a name of letters, digits, dots and dashes, and not "data", expected of a configuration',
      configName,
    );
  const [first] = splits.values();
  if (!first) throw new DatasetArgumentError("a dataset with a split expected", [...splits.keys()]);
  for (const [name, each] of splits)
    if (typesOf(each) !== typesOf(first))
      throw new DatasetArgumentError(`splits of the same columns expected, ${typesOf(first)}`, name);
}
