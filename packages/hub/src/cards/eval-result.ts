import { isDeepStrictEqual } from "node:util";
import { CardValueError } from "./errors.ts";
import { pathText } from "./path-text.ts";
import {
  type ModelIndex,
  type ModelIndexMetric,
  type ModelIndexResult,
  modelIndexSchema,
} from "./schemas/model-index.ts";

/** One value of one metric: a `model-index` holds them by task and dataset. */
export interface EvalResult {
  /** As `text-classification`. */
  readonly taskType: string;
  /** The dataset's id on the Hub, where it has one. */
  readonly datasetType: string;
  /** Its name as people write it. */
  readonly datasetName: string;
  /** As `accuracy`. */
  readonly metricType: string;
  /** A number, or text as `20.0 ± 1.2`. */
  readonly metricValue: NonNullable<unknown>;
  readonly taskName?: string | undefined;
  readonly datasetConfig?: string | undefined;
  readonly datasetSplit?: string | undefined;
  /** A commit of the dataset. */
  readonly datasetRevision?: string | undefined;
  readonly datasetArgs?: string | Record<string, unknown> | undefined;
  readonly metricName?: string | undefined;
  readonly metricConfig?: string | undefined;
  readonly metricArgs?: string | Record<string, unknown> | undefined;
  readonly verified?: boolean | undefined;
  readonly verifyToken?: string | undefined;
  readonly sourceName?: string | undefined;
  readonly sourceUrl?: string | undefined;
}

/** The value of `model-index` for the results of one model; those of the same task, dataset and source are together. */
export function evalResultsToModelIndex(modelName: string, results: readonly EvalResult[]): ModelIndex {
  const groups: { head: ResultHead; metrics: ModelIndexMetric[] }[] = [];
  for (const result of results) {
    const head = headOf(result);
    const metric = metricOf(result);
    const group = groups.find((each) => isDeepStrictEqual(each.head, head));
    if (group) group.metrics.push(metric);
    else groups.push({ head, metrics: [metric] });
  }
  return [
    {
      name: modelName,
      results: groups.map(({ head: { task, dataset, ...rest }, metrics }) => ({
        task,
        dataset,
        metrics,
        ...rest,
      })),
    },
  ];
}

/**
 * The results in a `model-index`, one model's after the other's. Results without a dataset, which some old cards have, are
 * left out.
 *
 * @throws CardValueError for anything else than a `model-index`
 */
export function modelIndexToEvalResults(modelIndex: unknown): { modelName: string; results: EvalResult[] }[] {
  const { data, error } = modelIndexSchema.safeParse(modelIndex);
  if (!data) {
    const path = pathText(error.issues[0]?.path ?? []);
    throw new CardValueError("a model-index with name, task, dataset and metrics expected", path, modelIndex);
  }
  return data.map(({ name, results }) => ({
    modelName: name,
    results: results.flatMap(({ task, dataset, metrics, source }) =>
      metrics.flatMap((metric) =>
        dataset
          ? [
              defined({
                taskType: task.type,
                datasetType: dataset.type,
                datasetName: dataset.name,
                metricType: metric.type,
                metricValue: metric.value,
                taskName: task.name,
                datasetConfig: dataset.config,
                datasetSplit: dataset.split,
                datasetRevision: dataset.revision,
                datasetArgs: dataset.args,
                metricName: metric.name,
                metricConfig: metric.config,
                metricArgs: metric.args,
                verified: metric.verified,
                verifyToken: metric.verifyToken,
                sourceName: source?.name,
                sourceUrl: source?.url,
              }),
            ]
          : [],
      ),
    ),
  }));
}

type ResultHead = Pick<ModelIndexResult, "task" | "dataset" | "source">;

function metricOf(result: EvalResult): ModelIndexMetric {
  return defined({
    type: result.metricType,
    value: result.metricValue,
    name: result.metricName,
    config: result.metricConfig,
    args: result.metricArgs,
    verified: result.verified,
    verifyToken: result.verifyToken,
  });
}

function headOf(result: EvalResult): ResultHead {
  return {
    task: defined({ type: result.taskType, name: result.taskName }),
    dataset: defined({
      type: result.datasetType,
      name: result.datasetName,
      config: result.datasetConfig,
      split: result.datasetSplit,
      revision: result.datasetRevision,
      args: result.datasetArgs,
    }),
    ...(result.sourceUrl !== undefined && {
      source: defined({ url: result.sourceUrl, name: result.sourceName }),
    }),
  };
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
