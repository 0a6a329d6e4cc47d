// Reads rows at random from blocks that were touched before, and prints rows a second: node random-access-main.ts ROWS
import { loadDataset, NumpyRandom } from "../src/index.ts";
import { madeRows } from "./make-rows.ts";

const [count = 0] = process.argv.slice(2).map(Number);
const rows = await loadDataset("json", { dataFiles: await madeRows("jsonl", count), split: "train" });
for (let i = 0; i < count; i += 1000) await rows.at(i);
const random = new NumpyRandom(1);
const order = Array.from({ length: 100_000 }, () => random.interval(count - 1));
const began = performance.now();
for (const i of order) await rows.at(i);
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, rows: order.length }));
