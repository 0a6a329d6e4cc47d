/// <reference lib="es2025.float16" />
import { toFloat32 } from "@llm-course/onnx";
import { type InferenceSession, Tensor } from "onnxruntime-node";

export type Tensors = Readonly<Record<string, Tensor>>;
export type ValueMetadata = InferenceSession["inputMetadata"][number];

/** An open graph as generation runs it. */
export interface GraphSession {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  /** Runs it and gives the outputs of these names. What it does not take as it is fed is converted or left out. */
  run(feeds: Tensors, outputs: readonly string[]): Promise<Tensors>;
  release(): Promise<void>;
}

/**
 * A graph that other exporters wrote. Ids, masks and positions that it has in int32, and states in float16, are converted;
 * what can be told from the cache, it is told: `use_cache_branch` whether there are tokens in it, and `cache_position`, the
 * places of the new tokens.
 */
export function graphSession(session: InferenceSession): GraphSession {
  const { inputMetadata, outputMetadata } = session;
  const types = new Map(inputMetadata.map((input) => [input.name, input.isTensor ? input.type : ""]));
  const has = (name: string) => types.has(name);
  const run = (feeds: Tensors, outputs: readonly string[]) => {
    const taken: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(feeds)) {
      const type = types.get(name);
      if (type !== undefined) taken[name] = asBits(type === tensor.type ? tensor : converted(tensor, type));
    }
    if (has("use_cache_branch"))
      taken.use_cache_branch = new Tensor("bool", Uint8Array.of(Number(!isFirstStep(feeds))), [1]);
    if (has("cache_position")) {
      const positions = cachePosition(feeds, pastLength(inputMetadata, feeds));
      taken.cache_position = converted(positions, types.get("cache_position") ?? "int64");
    }
    return session.run(taken, outputs as string[]);
  };
  return { inputMetadata, outputMetadata, run, release: () => session.release() };
}

/** Whether nothing is in the cache yet. */
export function isFirstStep(feeds: Tensors): boolean {
  return Object.entries(feeds).some(([name, { size }]) => name.startsWith("past_key_values.") && size === 0);
}

/** The tokens in the cache: its second size that is known at run time only, behind that of the batch. */
function pastLength(metadata: readonly ValueMetadata[], feeds: Tensors): number {
  for (const input of metadata) {
    const dims = input.name.startsWith("past_key_values.") ? feeds[input.name]?.dims : undefined;
    const axis = input.isTensor ? input.shape.findIndex((size, i) => i > 0 && typeof size === "string") : -1;
    if (dims && axis > 0) return dims[axis] ?? 0;
  }
  return 0;
}

function cachePosition({ input_ids }: Tensors, past: number): Tensor {
  const width = input_ids?.dims[1] ?? 0;
  return new Tensor(
    "int64",
    BigInt64Array.from({ length: width }, (_, i) => BigInt(past + i)),
    [width],
  );
}

/** The tensor in the type that a graph takes; as it is where that is for the runtime to refuse. */
function converted(tensor: Tensor, type: string): Tensor {
  const { data, dims } = tensor;
  if (tensor.type === "int64" && type === "int32")
    return new Tensor("int32", Int32Array.from(data as BigInt64Array, Number), dims);
  if (tensor.type === "float16" && type === "float32") return new Tensor("float32", floats(tensor), dims);
  if (tensor.type === "float32" && type === "float16") {
    const { buffer } = Float16Array.from(data as Float32Array);
    return new Tensor("float16", new Uint16Array(buffer), dims);
  }
  return tensor;
}

/**
 * Of a tensor in float16, its bits. onnxruntime-node takes them only so, and counts no bytes in a Float16Array, which its own
 * results are: https://github.com/microsoft/onnxruntime/pull/32323.
 */
function asBits(tensor: Tensor): Tensor {
  if (tensor.type !== "float16") return tensor;
  const { buffer, byteOffset, length } = tensor.data as Uint16Array;
  return Object.create(tensor, { data: { value: new Uint16Array(buffer, byteOffset, length) } });
}

/** The numbers of a tensor of float32, which are given as they are, or of float16. */
export function floats({ type, data }: Tensor): Float32Array {
  if (type !== "float16") return data as Float32Array;
  const { buffer, byteOffset, byteLength } = data as Uint16Array<ArrayBuffer>;
  return toFloat32(new Uint8Array(buffer, byteOffset, byteLength), "F16");
}
