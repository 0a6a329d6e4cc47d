import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { create } from "@bufbuild/protobuf";
import { type ModelProto, type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from "onnx-buf";
import { encodeOnnx } from "./encode-onnx.ts";
import { writeAtomically } from "./write-atomically.ts";

/** Below this many bytes a tensor stays in the model, where shape inference finds it. */
const smallestExternal = 1024;
/** Pages, so that the data file can be mapped into memory. */
const alignment = 4096;

/** Where a file beside the model holds a tensor: its name, and the place of the first byte, a multiple of 4096. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
}

export interface WriteOptions {
  /**
   * Puts the weights into a second file, `path` + "_data", which must stay beside the first; needed from 2 GiB of weights
   * on, and needs no copy of them. Default false. Both files are written atomically, but not as a pair: to replace a
   * model, write into a new folder.
   */
  readonly externalData?: boolean;
  /** With `externalData`: tensors that another file holds, such as one that several models share. Default: none. */
  readonly places?: ReadonlyMap<string, ExternalPlace>;
}

/**
 * Writes a model as an .onnx file.
 *
 * @throws OnnxFileError where the weights are too large for one file
 */
export async function writeOnnx(
  path: string,
  model: ModelProto,
  { externalData = false, places = new Map() }: WriteOptions = {},
): Promise<void> {
  const stored = externalData ? await writeExternalData(`${path}_data`, model, places) : model;
  const bytes = encodeOnnx(stored);
  await writeAtomically(path, (file) => file.writeFile(bytes));
}

/** Writes the large initializers that have no place yet to `path`, and returns the model with references to all. */
async function writeExternalData(
  path: string,
  model: ModelProto,
  places: ReadonlyMap<string, ExternalPlace>,
): Promise<ModelProto> {
  const { graph } = model;
  if (!graph) return model;
  const initializer: TensorProto[] = [];
  await writeAtomically(path, async (file) => {
    let end = 0;
    for (const tensor of graph.initializer) {
      if (tensor.rawData.byteLength < smallestExternal) {
        initializer.push(tensor);
        continue;
      }
      const place = places.get(tensor.name);
      if (place) {
        initializer.push(reference(tensor, place));
        continue;
      }
      const begin = Math.ceil(end / alignment) * alignment;
      await pad(file, begin - end);
      await file.writeFile(tensor.rawData);
      end = begin + tensor.rawData.byteLength;
      initializer.push(reference(tensor, { location: basename(path), offset: begin }));
    }
  });
  return { ...model, graph: { ...graph, initializer } };
}

async function pad(file: FileHandle, length: number): Promise<void> {
  if (length > 0) await file.writeFile(new Uint8Array(length));
}

function reference(tensor: TensorProto, { location, offset }: ExternalPlace): TensorProto {
  const { externalData } = create(TensorProtoSchema, {
    externalData: [
      { key: "location", value: location },
      { key: "offset", value: String(offset) },
      { key: "length", value: String(tensor.rawData.byteLength) },
    ],
  });
  return {
    ...tensor,
    rawData: new Uint8Array(),
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData,
  };
}
