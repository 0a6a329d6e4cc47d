import type { CompiledModel } from "@llm-course/onnx";
import { type DataLoader, getScheduler } from "@llm-course/training";

interface Settings {
  numEpochs: number;
  learningRate: number;
  numWarmupSteps: number;
}

export const answer = async (model: CompiledModel, loader: DataLoader, settings: Settings) => {
  const { numEpochs, learningRate, numWarmupSteps } = settings;
  const optimizer = await model.adamW({ learningRate, weightDecay: 0.01 });
  const numTrainingSteps = numEpochs * Number(loader.length);
  const scheduler = getScheduler("linear", { optimizer, numWarmupSteps, numTrainingSteps });

  const losses: number[] = [];
  for (let epoch = 0; epoch < numEpochs; epoch++) {
    for await (const batch of loader) {
      await model.zeroGradients();
      const { loss } = await model.backward(batch);
      await model.clipGradNorm(1);
      await optimizer.step();
      scheduler.step();
      losses.push(loss);
    }
  }
  return losses;
};
