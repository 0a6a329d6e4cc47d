// node read-rows.ts FOLDER ROW…: some rows of a dataset that `saveToDisk` has saved, and what it takes to read them.
import { type Dataset, loadFromDisk, setMemoryLimit } from "@llm-course/datasets";

const [folder = ".", ...numbers] = process.argv.slice(2);
await setMemoryLimit(100e6); // of what the engine may hold on to
const before = process.memoryUsage.rss();
const began = performance.now();
const dataset = (await loadFromDisk(folder)) as Dataset;
const seconds = (performance.now() - began) / 1000;
const rows: object[] = [];
for (const number of numbers) rows.push(await dataset.at(Number(number)));
console.log(
  JSON.stringify({ numRows: dataset.numRows, seconds, grown: process.memoryUsage.rss() - before, rows }),
);
