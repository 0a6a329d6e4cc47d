import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { clearField, fromBinary } from "@bufbuild/protobuf";
import {
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from "onnx-buf";
import { z } from "zod";
import { type ByteSource, fileSource } from "./byte-source.ts";
import { OnnxFileError } from "./errors.ts";

const count = z.coerce.number().pipe(z.int().nonnegative());
const externalSchema = z.object({
  location: z.string().min(1),
  offset: count.default(0),
  length: count.optional(),
});

/**
 * Reads an .onnx file with all its weights, external data included. Fields this package does not know
 * are kept and written back by `writeOnnx`.
 *
 * @throws OnnxFileError for a file that is no ONNX model, or external data that is not where it should be
 */
export async function readOnnx(path: string): Promise<ModelProto> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  // Weights are views of what is decoded, and a Buffer's views would be Buffers, whose slice does not copy.
  const model = decode(path, new Uint8Array(buffer, byteOffset, byteLength));
  await using sources = new DataFiles(dirname(resolve(path)));
  for (const tensor of model.graph?.initializer ?? [])
    if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) await loadExternalData(tensor, sources);
  return model;
}

function decode(path: string, bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw new OnnxFileError(`invalid ONNX file (${(error as Error).message}): ${path}`, { cause: error });
  }
  if (!model.graph) throw new OnnxFileError(`ONNX file without a graph: ${path}`);
  return model;
}

async function loadExternalData(tensor: TensorProto, files: DataFiles): Promise<void> {
  const fields = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
  const parsed = externalSchema.safeParse(fields);
  if (!parsed.success)
    throw new OnnxFileError(`invalid external data of ${tensor.name}: ${z.prettifyError(parsed.error)}`);
  const { location, offset, length } = parsed.data;
  const file = await files.open(tensor.name, location);
  const end = length === undefined ? file.byteLength : offset + length;
  if (offset > end || end > file.byteLength)
    throw new OnnxFileError(
      `invalid external data of ${tensor.name}, expected a range within ${file.byteLength} bytes: ${offset} to ${end}`,
    );
  tensor.rawData = (await file.read(offset, end)) as Uint8Array<ArrayBuffer>;
  tensor.externalData = [];
  clearField(tensor, TensorProtoSchema.field.dataLocation);
}

/** The data files of a model, each opened once. */
class DataFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #sources = new Map<string, ByteSource>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(tensor: string, location: string): Promise<ByteSource> {
    const known = this.#sources.get(location);
    if (known) return known;
    const path = resolve(this.#folder, location);
    const inside = relative(this.#folder, path);
    // A model from elsewhere must not name files outside its own folder.
    if (isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`))
      throw new OnnxFileError(`external data of ${tensor} outside the model's folder: ${location}`);
    const source = await fileSource(path).catch((error: Error) => {
      throw new OnnxFileError(`missing external data of ${tensor}: ${path}`, { cause: error });
    });
    this.#sources.set(location, source);
    return source;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sources.values()].map((source) => source.close()));
  }
}
