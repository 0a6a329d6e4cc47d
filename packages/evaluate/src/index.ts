export {
  type BootstrapOptions,
  bootstrapConfidenceInterval,
  type ConfidenceInterval,
} from "./bootstrap/bootstrap-confidence-interval.ts";
export type { IntervalMethod } from "./bootstrap/interval.ts";
export { combine } from "./combine.ts";
export {
  EmptyInputError,
  InputError,
  LabelError,
  LengthMismatchError,
  MetricOptionsError,
  UnknownMetricError,
} from "./errors.ts";
export type { AnswerPrediction, AnswerReference } from "./inputs/answers.ts";
export type { TextReference } from "./inputs/texts.ts";
export type { Label, MetricInput } from "./labels.ts";
export { load } from "./load.ts";
export { Metric } from "./metric.ts";
export type { MetricFunction, NoOptions } from "./metric-function.ts";
export { accuracy } from "./metrics/accuracy.ts";
export type { AverageOptions } from "./metrics/averaged-metric.ts";
export { type BleuOptions, type BleuResult, bleu } from "./metrics/bleu.ts";
export { type ChrfOptions, chrf } from "./metrics/chrf.ts";
export { type ConfusionMatrix, confusionMatrix } from "./metrics/confusion-matrix.ts";
export type { CorrelationOptions } from "./metrics/correlation-metric.ts";
export { f1 } from "./metrics/f1.ts";
export { type GlueTask, glue } from "./metrics/glue.ts";
export { mae } from "./metrics/mae.ts";
export { matthewsCorrelation } from "./metrics/matthews-correlation.ts";
export { mse } from "./metrics/mse.ts";
export { pearsonr } from "./metrics/pearsonr.ts";
export { perplexity } from "./metrics/perplexity.ts";
export { precision } from "./metrics/precision.ts";
export { recall } from "./metrics/recall.ts";
export { rmse } from "./metrics/rmse.ts";
export { type RougeOptions, type RougeResult, rouge } from "./metrics/rouge.ts";
export { type SacrebleuOptions, type SacrebleuResult, sacrebleu } from "./metrics/sacrebleu.ts";
export { type LabelScores, scoresPerLabel } from "./metrics/scores-per-label.ts";
export { type EntityScores, type SeqevalOptions, type SeqevalResult, seqeval } from "./metrics/seqeval.ts";
export { spearmanr } from "./metrics/spearmanr.ts";
export { squad } from "./metrics/squad.ts";
export { type SquadV2Options, type SquadV2Result, squadV2 } from "./metrics/squad-v2.ts";
export type { MetricName } from "./metrics.ts";
export { type Report, type ReportPoint, report, type SystemResults } from "./report.ts";
export type { BleuTokenizer } from "./text/bleu-tokenizers.ts";
export { type RougeScore, type RougeType, rougeScore } from "./text/rouge-scores.ts";
