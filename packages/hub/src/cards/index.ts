export { type DatasetSummary, datasetCardFromSplits, sizeCategory } from "./dataset-card-from-splits.ts";
export * from "./errors.ts";
export { type EvalResult, evalResultsToModelIndex, modelIndexToEvalResults } from "./eval-result.ts";
export {
  type EvalResultEntry,
  evalResultEntrySchema,
  parseEvalResults,
  renderEvalResults,
} from "./eval-results-file.ts";
export { type RenderMarkdownOptions, renderMarkdown } from "./markdown/render-markdown.ts";
export { type Card, type CardData, parseCard } from "./parse-card.ts";
export { type ParsedYaml, parseYaml } from "./parse-yaml.ts";
export { renderCard } from "./render-card.ts";
export { type DatasetCardData, datasetCardDataSchema } from "./schemas/dataset-card-data.ts";
export { type License, licenses } from "./schemas/license.ts";
export { type ModelCardData, modelCardDataSchema } from "./schemas/model-card-data.ts";
export { type ModelIndex, modelIndexSchema } from "./schemas/model-index.ts";
export { type SpaceCardData, spaceCardDataSchema } from "./schemas/space-card-data.ts";
export { modelCardFromTraining } from "./training/model-card-from-training.ts";
export type { TrainingSummary } from "./training/training-summary.ts";
export { type UpdateCardMetadataOptions, updateCardMetadata } from "./update-card-metadata.ts";
export { type CardProblem, type CardValidation, validateCard } from "./validate-card.ts";
