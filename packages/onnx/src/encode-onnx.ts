import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { OnnxFileError } from "./errors.ts";

/** A protobuf message holds less than 2 GiB. */
const largestMessage = 2 ** 31 - 1;

/**
 * The bytes of a model, as an .onnx file holds them and `InferenceSession.create` takes them.
 *
 * @throws OnnxFileError where the weights are too large for one message
 */
export function encodeOnnx(model: ModelProto): Uint8Array<ArrayBuffer> {
  const size = model.graph?.initializer.reduce((sum, { rawData }) => sum + rawData.byteLength, 0) ?? 0;
  if (size > largestMessage)
    throw new OnnxFileError(
      `weights too large for one file, write with { externalData: true }: ${size} bytes`,
    );
  return toBinary(ModelProtoSchema, model);
}
