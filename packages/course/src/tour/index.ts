export { type GraphPlan, graphPlan, type LayerPart, type LayerStack, type PartSize } from "./graph-plan.ts";
export { type LogisticRegressionOptions, logisticRegression } from "./logistic-regression.ts";
export { planDiagram } from "./plan-diagram.ts";
export { type PublishedConfig, publishedConfigs } from "./published-configs.ts";
