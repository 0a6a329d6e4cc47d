// What a reader's first program does: load the pipeline, classify a text, end.
import { pipeline } from "@llm-course/pipelines";

await using classify = await pipeline("text-classification");
console.log(JSON.stringify(await classify("I've been waiting for a HuggingFace course my whole life.")));
