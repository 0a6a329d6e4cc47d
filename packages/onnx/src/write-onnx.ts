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

/**
 * Writes a model as an .onnx file.
 *
 * @param options.externalData puts the weights into a second file, `path` + "_data", which must stay
 *   beside the first; needed from 2 GiB of weights on, and needs no copy of them. Default false. Both
 *   files are written atomically, but not as a pair: to replace a model, write into a new folder.
 * @throws OnnxFileError where the weights are too large for one file
 */
export async function writeOnnx(
  path: string,
  model: ModelProto,
  { externalData = false }: { externalData?: boolean } = {},
): Promise<void> {
  const stored = externalData ? await writeExternalData(`${path}_data`, model) : model;
  const bytes = encodeOnnx(stored);
  await writeAtomically(path, (file) => file.writeFile(bytes));
}

/** Writes the large initializers to `path` and returns the model with references to them. */
async function writeExternalData(path: string, model: ModelProto): Promise<ModelProto> {
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
      const begin = Math.ceil(end / alignment) * alignment;
      await pad(file, begin - end);
      await file.writeFile(tensor.rawData);
      end = begin + tensor.rawData.byteLength;
      initializer.push(reference(tensor, basename(path), begin));
    }
  });
  return { ...model, graph: { ...graph, initializer } };
}

async function pad(file: FileHandle, length: number): Promise<void> {
  if (length > 0) await file.writeFile(new Uint8Array(length));
}

function reference(tensor: TensorProto, location: string, offset: number): TensorProto {
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
