import { SafetensorsError } from "./errors.ts";
import { dtypeBytes, elementCount, isFloatDtype, type StoredTensor } from "./stored-tensor.ts";
import { toFloat32 } from "./to-float32.ts";

/** Elements of 16 bits that are converted at a time. */
const chunk = 2 ** 18;

/**
 * Reads a tensor of F32, F16 or BF16 into the given memory, which may be shared. F32 goes there directly,
 * the others in chunks, so a model of any size needs no more memory than its float32 weights.
 *
 * @param target as many elements as the tensor
 * @throws SafetensorsError for a tensor of another dtype, or a target of another size
 */
export async function readFloat32Into(tensor: StoredTensor, target: Float32Array): Promise<void> {
  const { dtype, shape } = tensor;
  if (!isFloatDtype(dtype))
    throw new SafetensorsError(`invalid dtype of tensor, expected F32, F16 or BF16: ${dtype}`);
  const count = elementCount(shape);
  if (count !== target.length)
    throw new SafetensorsError(
      `invalid length of target, expected ${count} elements for [${shape}]: ${target.length}`,
    );
  if (dtype === "F32")
    return tensor.readInto(new Uint8Array(target.buffer, target.byteOffset, target.byteLength));

  const size = dtypeBytes[dtype];
  const bytes = new Uint8Array(Math.min(chunk, count) * size);
  for (let begin = 0; begin < count; begin += chunk) {
    const part = bytes.subarray(0, Math.min(chunk, count - begin) * size);
    await tensor.readInto(part, begin * size);
    target.set(toFloat32(part, dtype), begin);
  }
}
