import { PIPELINE_DATA } from "@huggingface/tasks";
import { CardValueError } from "../errors.ts";
import { type EvalResult, evalResultsToModelIndex } from "../eval-result.ts";
import { markdownTable } from "../markdown-table.ts";
import type { CardData } from "../parse-card.ts";
import { pathText } from "../path-text.ts";
import { renderCard } from "../render-card.ts";
import { toWrite } from "../to-write.ts";
import { type Evaluation, evaluations, scores } from "./evaluations.ts";
import { hyperparameters } from "./hyperparameters.ts";
import { type ReadTrainingSummary, type TrainingSummary, trainingSummarySchema } from "./training-summary.ts";
import { usageExample } from "./usage-example.ts";

/**
 * The card of a trained model, from plain data of its training: metadata with the results as a `model-index`, what is known
 * in sections, and what only a person can say as sections that are marked as still to be written.
 *
 * @throws CardValueError for data of another shape
 */
export function modelCardFromTraining(summary: TrainingSummary): string {
  const { data: training, error } = trainingSummarySchema.safeParse(summary, { reportInput: true });
  if (!training) {
    const [issue] = error.issues;
    throw new CardValueError(issue?.message ?? "", pathText(issue?.path ?? []), issue?.input);
  }
  const runs = evaluations(training.state?.logHistory ?? []);
  const results = finalResults(training, runs);
  return renderCard({ data: metadata(training, results), body: `\n${body(training, runs, results)}` });
}

function finalResults(
  training: ReadTrainingSummary,
  runs: readonly Evaluation[],
): ReadonlyMap<string, number> {
  if (training.metrics) return scores(training.metrics);
  const { bestGlobalStep } = training.state ?? {};
  const best = training.args?.loadBestModelAtEnd
    ? runs.find(({ step }) => step === bestGlobalStep)
    : undefined;
  return (best ?? runs.at(-1))?.metrics ?? new Map();
}

function metadata(training: ReadTrainingSummary, results: ReadonlyMap<string, number>): CardData {
  const { language, license, task, baseModel, datasets, tags = [] } = training;
  const ids = datasets.flatMap(({ id }) => id ?? []);
  const metrics = [...results.keys()].filter((name) => name !== "loss");
  return {
    language,
    license,
    library_name: "transformers.js",
    pipeline_tag: task,
    base_model: baseModel,
    base_model_relation: baseModel === undefined ? undefined : (training.baseModelRelation ?? "finetune"),
    tags: [...new Set([...tags, "generated_from_trainer"])],
    datasets: ids.length > 0 ? ids : undefined,
    metrics: metrics.length > 0 ? metrics : undefined,
    "model-index": modelIndex(training, results),
  };
}

function modelIndex(
  { modelName, task, datasets }: ReadTrainingSummary,
  results: ReadonlyMap<string, number>,
) {
  const [dataset] = datasets;
  // The Hub refuses results without a task and a dataset; those of several together are none of either's.
  if (task === undefined || !dataset || datasets.length > 1 || results.size === 0) return undefined;
  const shared = {
    taskType: task,
    taskName: taskName(task),
    datasetType: dataset.id ?? dataset.name,
    datasetName: dataset.name,
    datasetConfig: dataset.config,
    datasetSplit: dataset.split,
    datasetRevision: dataset.revision,
  };
  return evalResultsToModelIndex(
    modelName,
    Array.from(
      results,
      ([metricType, metricValue]): EvalResult => ({
        ...shared,
        metricType,
        metricName: titled(metricType),
        metricValue,
      }),
    ),
  );
}

function body(
  training: ReadTrainingSummary,
  runs: readonly Evaluation[],
  results: ReadonlyMap<string, number>,
): string {
  const { modelName, modelId = modelName, task, exampleInputs, frameworkVersions = {} } = training;
  const example = usageExample(modelId, task, exampleInputs);
  const rows = hyperparameters(training);
  const versions = Object.entries(frameworkVersions);
  const sections = [
    `# ${oneLine(modelName)}`,
    training.description ?? toWrite("What is it, and what does it answer?"),
    origin(training),
    ...(results.size > 0
      ? [
          `On the evaluation data it has:\n\n${list([...results].map(([name, value]) => [titled(name), rounded(value)]))}`,
        ]
      : []),
    "## How to use it",
    example === undefined
      ? toWrite("A few lines of code that load it and call it.")
      : `\`\`\`js\n${example}\n\`\`\``,
    "## Intended use",
    training.intendedUse ?? toWrite("What is it for, and for whom?"),
    "## Limitations",
    training.limitations ??
      toWrite("What must it not be used for, where does it fail, and whom does it treat unfairly?"),
    "## Data",
    training.trainingData ?? toWrite("Where do the examples come from, and how are they split?"),
    "## Training",
    ...(rows.length > 0
      ? ["### Hyperparameters", list(rows.map(([name, value]) => [name, String(value)]))]
      : [toWrite("How was it trained?")]),
    ...(runs.length > 0 ? ["### Results", resultsTable(runs)] : []),
    ...(versions.length > 0 ? ["### Framework versions", list(versions)] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

function origin({ baseModel, datasets, task }: ReadTrainingSummary): string {
  const from =
    baseModel === undefined
      ? "It was trained"
      : `It was trained from [${baseModel}](https://huggingface.co/${baseModel})`;
  const on = datasets.map(({ name, id }) =>
    id === undefined ? oneLine(name) : `[${oneLine(name)}](https://huggingface.co/datasets/${id})`,
  );
  const data = on.length > 0 ? ` on ${new Intl.ListFormat("en").format(on)}` : "";
  return `${from}${data}${task === undefined ? "" : `, for the task ${taskName(task).toLowerCase()}`}.`;
}

/** A row per evaluation, as cards of `transformers` have it. */
function resultsTable(runs: readonly Evaluation[]): string {
  const names = [...new Set(runs.flatMap(({ metrics }) => [...metrics.keys()]))].filter(
    (name) => name !== "loss",
  );
  const withLoss = runs.some(({ metrics }) => metrics.has("loss"));
  return markdownTable(
    ["Training Loss", "Epoch", "Step", ...(withLoss ? ["Validation Loss"] : []), ...names.map(titled)],
    runs.map(({ trainingLoss, epoch, step, metrics }) => [
      trainingLoss === undefined ? "No log" : rounded(trainingLoss),
      epoch === undefined ? "" : rounded(epoch),
      step === undefined ? "" : String(step),
      ...(withLoss ? [number(metrics.get("loss"))] : []),
      ...names.map((name) => number(metrics.get(name))),
    ]),
  );
}

function taskName(task: string): string {
  const known: Record<string, { name: string } | undefined> = PIPELINE_DATA;
  return known[task]?.name ?? task;
}

function titled(metric: string): string {
  const words = metric.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function number(value: number | undefined): string {
  return value === undefined ? "" : rounded(value);
}

/** Four digits after the point, or four that count where those would be zeros. */
function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 0.001 ? value.toPrecision(4) : value.toFixed(4);
}

function list(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, value]) => `- ${oneLine(name)}: ${oneLine(value)}`).join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
