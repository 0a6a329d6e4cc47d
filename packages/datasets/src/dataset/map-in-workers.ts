import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub/cache-folder";
import { MapFunctionError } from "../errors.ts";
import { featureFromJson, featureToJson } from "../features/feature-json.ts";
import { unifyFeatures } from "../features/infer-feature.ts";
import type { FeatureMap } from "../table/source.ts";
import type { TableFile } from "../table/table.ts";
import { lengthOf, type View } from "../table/view.ts";
import { type ModuleFunction, moduleUrl } from "./map-function.ts";
import type { RunMapOptions } from "./run-map.ts";

export type FeatureList = [name: string, json: unknown][];

/** What a worker is told. */
export interface MapTask {
  readonly table: {
    readonly files: readonly TableFile[];
    readonly features: FeatureList;
    readonly fingerprint: string;
  };
  readonly columns: readonly (readonly [string, string])[];
  readonly types: FeatureList;
  readonly rows: Uint32Array | undefined;
  readonly range: readonly [start: number, end: number];
  readonly module: string;
  readonly export: string;
  readonly folder: string;
  readonly prefix: string;
  readonly given: FeatureList;
  readonly settings: RunMapOptions;
  /** How many there are. */
  readonly workers: number;
}

/** What a worker says. */
export type MapReport =
  | { readonly kind: "rows"; readonly count: number }
  | { readonly kind: "done"; readonly files: readonly TableFile[]; readonly features: FeatureList }
  | { readonly kind: "failed"; readonly row: number | undefined; readonly message: string };

export const toList = (features: FeatureMap): FeatureList =>
  Array.from(features, ([name, feature]) => [name, featureToJson(feature)]);
export const fromList = (features: FeatureList): FeatureMap =>
  new Map(features.map(([name, json]) => [name, featureFromJson(json)]));

/**
 * Each worker has a part of the rows and writes files of its own; one that throws stops all. Workers are processes, since
 * DuckDB does not bear that a thread is ended while it works; what Node compiles for one is kept for the next.
 */
export async function mapInWorkers(
  view: View,
  mapper: ModuleFunction,
  folder: string,
  given: FeatureMap,
  settings: RunMapOptions,
  numProc: number,
  onRows: (count: number) => void,
): Promise<{ files: readonly TableFile[]; features: FeatureMap }> {
  const table = await view.source.table();
  const total = lengthOf(view);
  const share = Math.ceil(total / numProc);
  const tasks = Array.from(
    { length: numProc },
    (_, i): MapTask => ({
      table: { files: table.files, features: toList(table.features), fingerprint: table.fingerprint },
      columns: [...view.columns],
      types: toList(view.types ?? new Map()),
      rows: view.rows,
      range: [Math.min(total, i * share), Math.min(total, (i + 1) * share)],
      module: moduleUrl(mapper),
      export: mapper.export,
      folder,
      prefix: `worker-${String(i).padStart(3, "0")}`,
      given: toList(given),
      settings,
      workers: numProc,
    }),
  );
  const workers = tasks.map((task) => {
    const worker = fork(new URL("./map-worker.ts", import.meta.url), {
      serialization: "advanced",
      execArgv: [],
      env: { NODE_COMPILE_CACHE: join(cacheFolder("datasets"), "compiled"), ...process.env },
    });
    worker.send(task);
    return worker;
  });
  try {
    const parts = await Promise.all(workers.map((worker) => resultOf(worker, onRows)));
    const files = parts.flatMap((part) => part.files.filter(({ numRows }) => numRows > 0 || total === 0));
    return { files, features: unified(parts) };
  } finally {
    for (const worker of workers) worker.kill();
  }
}

function resultOf(worker: ChildProcess, onRows: (count: number) => void) {
  return new Promise<{ files: readonly TableFile[]; features: FeatureMap }>((resolve, reject) => {
    worker.on("message", (report: MapReport) => {
      if (report.kind === "rows") onRows(report.count);
      else if (report.kind === "done") resolve({ files: report.files, features: fromList(report.features) });
      else
        reject(
          report.row === undefined
            ? new Error(report.message)
            : new MapFunctionError(report.message, report.row),
        );
    });
    worker.on("error", reject);
    worker.on("exit", (code, signal) => reject(new Error(`a worker of map ended early: ${signal ?? code}`)));
  });
}

function unified(parts: readonly { readonly features: FeatureMap }[]): FeatureMap {
  const features = new Map<string, ReturnType<typeof unifyFeatures>>();
  for (const part of parts)
    for (const [name, feature] of part.features) {
      const known = features.get(name);
      features.set(name, known ? unifyFeatures(known, feature, `column "${name}"`) : feature);
    }
  return features;
}
