import { compile } from "@llm-course/onnx";
import { Accelerator, buildModel, DataLoader, initializeWeights } from "@llm-course/training";

const accelerator = new Accelerator();
const { device, threads } = accelerator;

const sizes = { dim: 32, n_layers: 1, n_heads: 2, hidden_dim: 64 };
const config = { model_type: "distilbert", vocab_size: 50, max_position_embeddings: 8, ...sizes };
const task = "sequence-classification";
const compiled = await compile({
  graph: buildModel(config, { task, labels: true }),
  weights: initializeWeights(config, { task, seed: 1 }),
  ...{ device, threads },
});

// Does a text hold token 7?
const examples = Array.from({ length: 64 }, (_, i) => ({
  input_ids: [2, 10 + (i >> 1), i % 2 === 1 ? 7 : 8],
  attention_mask: [1, 1, 1],
  label: i % 2,
}));
const [model, optimizer, loader] = await accelerator.prepare(
  compiled,
  await compiled.adamW({ learningRate: 0.005 }),
  new DataLoader(examples, { batchSize: 4, shuffle: true }),
);

for (let epoch = 0; epoch < 5; epoch++) {
  let last = 0;
  loader.setEpoch(epoch);
  for await (const batch of loader) {
    const { loss } = await accelerator.backward(model, batch);
    await optimizer.step();
    await model.zeroGradients();
    last = loss;
  }
  const loss = await accelerator.reduce(last, "mean");
  accelerator.print(`epoch ${epoch}, loss ${loss.toFixed(4)}`);
}
await model.close();
