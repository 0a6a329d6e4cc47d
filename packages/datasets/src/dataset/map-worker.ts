import { shareMachine } from "../engine/database.ts";
import { MapFunctionError } from "../errors.ts";
import { Table } from "../table/table.ts";
import { TableWriter } from "../table/table-writer.ts";
import { loadFunction } from "./map-function.ts";
import { fromList, type MapReport, type MapTask, toList } from "./map-in-workers.ts";
import { runMap } from "./run-map.ts";

const say = (report: MapReport) => new Promise<void>((resolve) => process.send?.(report, () => resolve()));

async function work(task: MapTask): Promise<void> {
  shareMachine(task.workers);
  const { files, features, fingerprint } = task.table;
  const source = new Table(files, fromList(features), fingerprint);
  const view = { source, columns: new Map(task.columns), types: fromList(task.types), rows: task.rows };
  const writer = new TableWriter(task.folder, fromList(task.given), task.prefix);
  const call = await loadFunction(task);
  await runMap(view, call, writer, task.range, task.settings, (count) => void say({ kind: "rows", count }));
  const written = await writer.finish();
  await say({ kind: "done", files: written.files, features: toList(written.features) });
}

process.once("message", (task: MapTask) => {
  work(task)
    .catch((error: unknown) => {
      // A function's own error keeps its row; the message says the rest.
      const row = error instanceof MapFunctionError ? error.row : undefined;
      const message = error instanceof Error ? error.message : String(error);
      return say({
        kind: "failed",
        row,
        message: row === undefined ? message : message.replace(/: -?\d+$/, ""),
      });
    })
    .finally(() => process.exit());
});
