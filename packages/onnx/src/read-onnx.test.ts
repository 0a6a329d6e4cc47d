import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema, TensorProto_DataLocation } from "onnx-buf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnnxFileError } from "./errors.ts";
import { readOnnx } from "./read-onnx.ts";
import { writeOnnx } from "./write-onnx.ts";

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onnx-"));
  path = join(folder, "model.onnx");
});
afterAll(() => rm(folder, { recursive: true }));

/** A model of one tensor w, stored as the fields say. */
function external(fields: Record<string, string>): Uint8Array {
  const externalData = Object.entries(fields).map(([key, value]) => ({ key, value }));
  const tensor = {
    name: "w",
    dims: [4n],
    dataType: 1,
    externalData,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
  };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { initializer: [tensor] } }));
}

const weights = (model: ModelProto) =>
  model.graph?.initializer.map(({ rawData }) => Buffer.from(rawData).toString());

test("fields of a later ONNX are kept", async () => {
  const future = create(ModelProtoSchema, { graph: { name: "g" } });
  const unknownField = [0x9a, 0x3e, 3, 1, 2, 3]; // field 995 of bytes
  await writeFile(path, Buffer.concat([toBinary(ModelProtoSchema, future), Buffer.from(unknownField)]));
  await writeOnnx(path, await readOnnx(path));
  const model = await readOnnx(path);
  expect(model.$unknown).toMatchObject([{ no: 995, data: Uint8Array.of(3, 1, 2, 3) }]);
});

test("external data is read; without offset and length it is the whole file", async () => {
  await writeFile(join(folder, "w.bin"), "0123456789");
  await writeFile(path, external({ location: "w.bin", offset: "2", length: "4" }));
  expect(weights(await readOnnx(path))).toEqual(["2345"]);
  await writeFile(path, external({ location: "w.bin" }));
  expect(weights(await readOnnx(path))).toEqual(["0123456789"]);
});

test.each([
  [{ location: "../model.onnx" }, /outside the model's folder: \.\.\/model\.onnx/],
  [{ location: join(tmpdir(), "w.bin") }, /outside the model's folder/],
  [{ location: "none.bin" }, /missing external data of w/],
  [{ location: "w.bin", offset: "8", length: "4" }, /range within 10 bytes: 8 to 12/],
  [{ location: "w.bin", offset: "-1" }, /invalid external data of w/],
  [{ location: "w.bin", offset: "99" }, /range within 10 bytes: 99 to 10/],
  [{ offset: "0" }, /location/],
])("external data %j is refused", async (fields, message) => {
  await writeFile(join(folder, "w.bin"), "0123456789");
  await writeFile(path, external(fields as Record<string, string>));
  const reading = readOnnx(path);
  await expect(reading).rejects.toThrow(OnnxFileError);
  await expect(reading).rejects.toThrow(message);
});

test.each([
  ["a file that is no protobuf", "hello, world", /invalid ONNX file/],
  ["a file cut off", external({ location: "w.bin" }).subarray(0, 9), /invalid ONNX file/],
  ["an empty file", "", /without a graph/],
])("%s is refused", async (_, content, message) => {
  await writeFile(path, content);
  const reading = readOnnx(path);
  await expect(reading).rejects.toThrow(OnnxFileError);
  await expect(reading).rejects.toThrow(message);
});
