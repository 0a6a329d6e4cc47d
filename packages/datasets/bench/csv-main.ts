// Loads a csv, keeps some rows, and prints a mean for each group and the seconds it took: node csv-main.ts FILE
import { loadDataset } from "../src/index.ts";

const [file = ""] = process.argv.slice(2);
const began = performance.now();
const rows = await loadDataset("csv", { dataFiles: file, split: "train" });
const kept = await rows.filter("x > 25");
const means = await kept.query('SELECT "group", avg(y) AS mean FROM self GROUP BY 1 ORDER BY 1');
const result = await means.toRows();
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, result }));
