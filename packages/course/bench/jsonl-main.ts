// Shuffles and filters a jsonl, makes tokens of what is kept and saves them, within 200 MB for queries. Prints the seconds,
// and on stderr those up to each step: node jsonl-main.ts FILE FOLDER
import { loadDataset, setMemoryLimit } from "@llm-course/datasets";

const [file = "", folder = ""] = process.argv.slice(2);
const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
const report = (step: string, rows: number) =>
  console.error(
    `${step}: ${rows} rows, ${seconds().toFixed(1)} s, ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
  );

await setMemoryLimit(200e6);
const texts = await loadDataset<{ source: string }>("json", { dataFiles: file, split: "train" });
report("loaded", texts.numRows);
const kept = await texts.shuffle({ seed: 42 }).filter(({ source }) => source === "web");
report("shuffled and filtered", kept.numRows);
const tokenizer = { module: import.meta.resolve("./tokenize.ts"), export: "tokenize" };
const tokens = await kept.map(tokenizer, { batched: true, removeColumns: ["text"] });
report("made tokens", tokens.numRows);
await tokens.saveToDisk(folder);
report("saved", tokens.numRows);
console.log(JSON.stringify({ seconds: seconds(), rows: tokens.numRows }));
