// Loads a csv, keeps some rows, and prints a mean for each group and the seconds it took: node csv-main.ts FILE
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDataset } from "../src/index.ts";

// A cache of its own: results of runs before would be read, not made.
const cache = mkdtempSync(join(tmpdir(), "llm-course-csv-"));
process.env.COURSE_CACHE = cache;
process.once("exit", () => rmSync(cache, { recursive: true, force: true }));
const [file = ""] = process.argv.slice(2);
const began = performance.now();
const rows = await loadDataset("csv", { dataFiles: file, split: "train" });
const kept = await rows.filter("x > 25");
const means = await kept.query('SELECT "group", avg(y) AS mean FROM self GROUP BY 1 ORDER BY 1');
const result = await means.toRows();
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, result }));
