import { z } from "zod";
import { elementCount } from "../stored-tensor.ts";
import { adamWJob, adamWSettings } from "./adamw.ts";
import { blockElements, stateLayout, tables } from "./adamw-8bit-program.ts";
import { boundariesOf, dynamicMap, leastNumbers } from "./dynamic-map.ts";
import { chunkElements, type KernelJob } from "./kernel-pool.ts";
import { moment, Optimizer, type OptimizerOptions, type StateTensor, type Work } from "./optimizer.ts";
import { parseGroups } from "./parse-groups.ts";
import type { SharedTensor, SharedTensors } from "./shared-tensors.ts";
import type { SharedMemory } from "./webassembly.ts";

const groupSchema = z.strictObject({
  ...adamWSettings,
  optimBits: z.union([z.literal(8), z.literal(32)]).default(8),
  min8bitSize: z.int().min(1024).default(4096),
});

export type AdamW8bitGroup = z.input<typeof groupSchema>;
type Group = z.output<typeof groupSchema>;

/**
 * AdamW with both moments in a byte each (Dettmers and others 2022, https://arxiv.org/abs/2110.02861): blocks of 256
 * elements have a scale, and a byte is one of 256 values of `dynamicMap`. The settings are those of `AdamW`, and with
 * bitsandbytes' names and defaults: parameters of fewer than `min8bitSize` elements (4096), and those in groups with
 * `optimBits` 32, keep moments of 32 bits.
 *
 * @throws OptimizerError for settings out of range, an unknown parameter, or one in two groups
 */
export class AdamW8bit extends Optimizer<Group> {
  constructor(options: OptimizerOptions<AdamW8bitGroup>) {
    super({ ...options, groups: parseGroups(groupSchema, options.groups) });
  }

  protected stateTensors(group: Group, parameter: SharedTensor): readonly StateTensor[] {
    if (!isIn8bit(group, parameter)) return [moment("state1", 0, parameter), moment("state2", 1, parameter)];
    const blocks = blocksOf(parameter);
    const { moments, scales } = stateLayout(blocks);
    const { shape } = parameter;
    return [0, 1].flatMap((i): StateTensor[] => [
      { name: `state${i + 1}`, dtype: "U8", shape, slot: 0, offset: moments[i] as number },
      { name: `absmax${i + 1}`, dtype: "F32", shape: [blocks], slot: 0, offset: scales[i] as number },
    ]);
  }

  protected take(work: readonly Work<Group>[]): void {
    this.pool.run(work.map((item) => this.#job(item)));
  }

  #job({ group, parameter, gradient: { values: gradient }, scale, state }: Work<Group>): KernelJob {
    const [first, second] = state.slots as [SharedTensor, SharedTensor];
    const tensors = { parameter, gradient, expAvg: first, expAvgSq: second };
    const job = adamWJob(group, tensors, scale, state.step);
    if (!isIn8bit(group, parameter)) return job;
    const blocks = blocksOf(parameter);
    const lastElements = elementCount(parameter.shape) - (blocks - 1) * blockElements;
    return {
      program: "adamW8bit",
      operands: [parameter, gradient, first, tablesNear(parameter, this.memory)],
      coefficients: { ...job.coefficients, blocks, lastElements },
      ...{ units: blocks, unitsPerChunk: chunkElements / blockElements },
    };
  }
}

/** One for each memory, whichever optimizer works in it. */
const knownTables = new WeakMap<SharedMemory, SharedTensor>();

function tablesNear(parameter: SharedTensor, memory: SharedTensors): SharedTensor {
  const known = knownTables.get(parameter.memory);
  if (known) return known;
  const made = memory.allocateNear(parameter, [tables.bytes / 4]);
  const { buffer } = made.memory;
  for (const i of [0, 1] as const) {
    const map = dynamicMap(i === 0);
    const boundaries = boundariesOf(map);
    new Float32Array(buffer, made.offset + tables.values[i], map.length).set(map);
    new Float32Array(buffer, made.offset + tables.boundaries[i], map.length).set(boundaries);
    new Uint8Array(buffer, made.offset + tables.numbers[i], 2 ** 16).set(leastNumbers(boundaries));
  }
  knownTables.set(parameter.memory, made);
  return made;
}

function isIn8bit({ optimBits, min8bitSize }: Group, { shape }: SharedTensor): boolean {
  return optimBits === 8 && elementCount(shape) >= min8bitSize;
}

function blocksOf({ shape }: SharedTensor): number {
  return Math.ceil(elementCount(shape) / blockElements);
}
