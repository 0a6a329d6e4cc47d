// node read-arrow.ts FILE…: what a program that knows Arrow and none of our packages finds in files with a column `text`.
import { createReadStream } from "node:fs";
import { RecordBatchReader } from "apache-arrow";

const before = process.memoryUsage.rss();
let [rows, letters, most] = [0, 0, before];
const columns = new Set<string>();
for (const file of process.argv.slice(2)) {
  const reader = await RecordBatchReader.from(createReadStream(file));
  for await (const batch of reader) {
    for (const { name, type } of batch.schema.fields) columns.add(`${name}: ${type}`);
    rows += batch.numRows;
    for (const text of batch.getChild("text") ?? []) letters += text.length;
    most = Math.max(most, process.memoryUsage.rss());
  }
}
console.log(JSON.stringify({ columns: [...columns], rows, letters, grown: most - before }));
