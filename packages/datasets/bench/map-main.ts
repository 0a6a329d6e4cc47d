// Maps a function of JavaScript over texts with some workers, and prints the seconds: node map-main.ts ROWS WORKERS
import { fileURLToPath } from "node:url";
import { loadDataset } from "../src/index.ts";
import { madeRows } from "./make-rows.ts";

const [count = 0, numProc = 1] = process.argv.slice(2).map(Number);
const rows = await loadDataset("json", { dataFiles: await madeRows("jsonl", count), split: "train" });
const texts = await rows.selectColumns("text").flattenIndices();
await texts.at(0);
const began = performance.now();
const mapper = {
  module: fileURLToPath(new URL("./word-lengths.ts", import.meta.url)),
  export: "wordLengths",
};
const mapped = await texts.map(mapper, { batched: true, numProc, cacheKey: `bench ${Date.now()}` });
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, rows: mapped.numRows }));
