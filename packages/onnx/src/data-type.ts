import { TensorProto_DataType } from "onnx-buf";

/** Tensor types by the names onnxruntime and transformers.js give them, with ONNX's codes. */
export const dataTypes = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  bfloat16: TensorProto_DataType.BFLOAT16,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
} as const;

export type DataType = keyof typeof dataTypes;
