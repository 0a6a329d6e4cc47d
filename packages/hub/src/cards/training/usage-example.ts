/** What a pipeline of transformers.js may be called with, by its task. */
const inputs: Record<string, readonly unknown[]> = {
  "text-classification": ["What a wonderful day this is."],
  "token-classification": ["Ada Lovelace wrote the first program in London."],
  "question-answering": ["Where is the library?", "The library is behind the town hall, next to the river."],
  "zero-shot-classification": ["The train leaves at nine.", ["travel", "cooking", "sport"]],
  "text-generation": ["Once upon a time", { max_new_tokens: 30 }],
  "text2text-generation": ["The weather is fine today.", { max_new_tokens: 30 }],
  summarization: [
    "The town council met on Monday. After three hours it agreed to mend the old bridge before winter, and to close it for cars until then.",
    { max_new_tokens: 30 },
  ],
  translation: ["The weather is fine today.", { max_new_tokens: 30 }],
  "feature-extraction": ["The weather is fine today.", { pooling: "mean", normalize: true }],
  "sentence-similarity": ["The weather is fine today.", { pooling: "mean", normalize: true }],
  "image-classification": ["picture.png"],
  "image-segmentation": ["picture.png"],
  "object-detection": ["picture.png"],
  "image-to-text": ["picture.png"],
  "depth-estimation": ["picture.png"],
  "image-feature-extraction": ["picture.png"],
  "zero-shot-image-classification": ["picture.png", ["a cat", "a dog"]],
  "automatic-speech-recognition": ["speech.wav"],
  "audio-classification": ["sound.wav"],
  "text-to-speech": ["The weather is fine today."],
};

/** Tasks of the Hub that are another one's pipeline. */
const pipelines: Record<string, string> = {
  "sentence-similarity": "feature-extraction",
  "text-to-speech": "text-to-audio",
};

/**
 * A module that calls the model by transformers.js, or `undefined` for a task of which it has no pipeline.
 *
 * @param given what the pipeline is called with, values of JSON. Default: something for the task
 */
export function usageExample(
  modelId: string,
  task: string | undefined,
  given?: readonly unknown[],
): string | undefined {
  if (task === undefined) return undefined;
  const name = pipelines[task] ?? task;
  const lines = [
    `import { pipeline } from "@huggingface/transformers";`,
    "",
    `const pipe = await pipeline(${JSON.stringify(name)}, ${JSON.stringify(modelId)});`,
  ];
  if (task === "fill-mask" && !given) {
    // Each tokenizer has a mask of its own.
    lines.push(`console.log(await pipe(\`The capital of France is \${pipe.tokenizer.mask_token}.\`));`);
    return lines.join("\n");
  }
  const call = given ?? inputs[task];
  if (!call) return undefined;
  lines.push(`console.log(await pipe(${call.map((input) => JSON.stringify(input)).join(", ")}));`);
  return lines.join("\n");
}
