import { CompiledModel, CompiledOptimizer } from "@llm-course/onnx";
import { DataLoader } from "../data/data-loader.ts";
import { LrScheduler } from "../schedules/lr-scheduler.ts";
import { AcceleratorError } from "./errors.ts";
import { PreparedDataLoader } from "./prepared-data-loader.ts";
import { PreparedModel } from "./prepared-model.ts";
import { PreparedOptimizer } from "./prepared-optimizer.ts";
import { PreparedScheduler } from "./prepared-scheduler.ts";
import type { ProcessGroup } from "./process-group.ts";
import type { StateParts } from "./state-files.ts";
import type { SyncState } from "./sync-state.ts";

type Group = { readonly parameters: readonly string[] };

export type Preparable = CompiledModel | CompiledOptimizer<Group> | DataLoader | LrScheduler;

type PreparedPart<Part> = Part extends CompiledModel
  ? PreparedModel
  : Part extends CompiledOptimizer<infer G>
    ? PreparedOptimizer<G>
    : Part extends DataLoader
      ? PreparedDataLoader
      : Part extends LrScheduler
        ? PreparedScheduler
        : never;

export type Prepared<Parts extends readonly unknown[]> = {
  -readonly [Index in keyof Parts]: PreparedPart<Parts[Index]>;
};

interface Context {
  readonly group: ProcessGroup;
  readonly sync: SyncState;
  /** Gets what a state is made of. */
  readonly state: StateParts;
}

/** @throws AcceleratorError for what cannot be prepared, and models that differ between processes */
export async function prepare<Parts extends readonly Preparable[]>(
  parts: Parts,
  context: Context,
): Promise<Prepared<Parts>> {
  const prepared: unknown[] = [];
  for (const part of parts) prepared.push(await preparePart(part, context));
  return prepared as Prepared<Parts>;
}

async function preparePart(part: Preparable, { group, sync, state }: Context): Promise<unknown> {
  if (part instanceof CompiledModel) {
    await copyWeightsOfMain(part, group);
    state.models.push(part);
    return new PreparedModel(part, sync);
  }
  if (part instanceof CompiledOptimizer) {
    state.optimizers.push(part);
    return new PreparedOptimizer(part, sync);
  }
  if (part instanceof LrScheduler) {
    state.schedulers.push(part);
    return new PreparedScheduler(part, sync);
  }
  if (part instanceof DataLoader)
    return new PreparedDataLoader(part.shard({ index: group.rank, count: group.size }), sync);
  const given = (part as object | undefined)?.constructor?.name ?? String(part);
  throw new AcceleratorError(
    `cannot prepare, expected a compiled model, its optimizer, a DataLoader or an LrScheduler: ${given}`,
  );
}

/** As all processes then take the same steps, the weights stay equal. */
async function copyWeightsOfMain({ parameters }: CompiledModel, group: ProcessGroup): Promise<void> {
  const own = new Map([...parameters].map(([name, { data }]) => [name, data]));
  const [main, ...others] = await group.allGather("prepare", own);
  const described = (weights: ReadonlyMap<string, Float32Array> | undefined) =>
    [...(weights ?? [])].map(([name, { length }]) => `${name} ${length}`).join();
  for (const [i, other] of others.entries())
    if (described(other) !== described(main))
      throw new AcceleratorError(`the model has other parameters than in process 0, in process: ${i + 1}`);
  if (group.rank > 0) for (const [name, data] of main ?? []) own.get(name)?.set(data);
  await group.allGather("prepare", "copied");
}
