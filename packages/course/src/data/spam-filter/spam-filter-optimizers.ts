import type { CompiledModel } from "@llm-course/onnx";
import { getScheduler } from "@llm-course/training";

/**
 * AdamW with three rates: weights of n-grams learn fastest, since each is alone; then word embeddings, then the rest.
 * Warms up for a tenth of the steps.
 */
export async function spamFilterOptimizers(model: CompiledModel, numTrainingSteps: number) {
  const names = [...model.parameters.keys()];
  const rates = { "wide.weight": 0.1, "embeddings.word_embeddings.weight": 2e-3 };
  const own = Object.entries(rates).map(([name, learningRate]) => ({
    parameters: [name],
    learningRate,
    weightDecay: 0,
  }));
  const rest = names.filter((name) => !(name in rates));
  const optimizer = await model.adamW([...own, { parameters: rest, learningRate: 5e-4, weightDecay: 0.01 }]);
  const numWarmupSteps = Math.ceil(numTrainingSteps / 10);
  return { optimizer, scheduler: getScheduler("linear", { optimizer, numWarmupSteps, numTrainingSteps }) };
}
