import { expect, test } from "vitest";
import { formatTensor } from "./format-tensor.ts";

test("writes a matrix as PyTorch prints it", () => {
  // >>> torch.tensor([[0.1, 0.2, -0.3], [1.0, 2.0, 3.0]])
  const tensor = { type: "float32", dims: [2, 3], data: [0.1, 0.2, -0.3, 1, 2, 3] };
  expect(formatTensor(tensor)).toBe(
    "Tensor float32 [2, 3]\n[[ 0.1000,  0.2000, -0.3000],\n [ 1.0000,  2.0000,  3.0000]]",
  );
});

test("separates the matrices of a batch by a blank line", () => {
  const tensor = { type: "int64", dims: [2, 1, 2], data: BigInt64Array.of(1n, 2n, 3n, 40n) };
  expect(formatTensor(tensor)).toBe("Tensor int64 [2, 1, 2]\n[[[ 1,  2]],\n\n [[ 3, 40]]]");
});

test("cuts the middle of long axes only when the tensor is large", () => {
  const large = {
    type: "float32",
    dims: [1, 2_000],
    data: Float32Array.from({ length: 2_000 }, (_, i) => i),
  };
  expect(formatTensor(large)).toBe("Tensor float32 [1, 2000]\n[[   0,    1,    2, …, 1997, 1998, 1999]]");
  const small = { type: "float32", dims: [8], data: Float32Array.from({ length: 8 }, (_, i) => i) };
  expect(formatTensor(small)).toContain("[0, 1, 2, 3, 4, 5, 6, 7]");
});

test("shows scalars, empty tensors, extremes and values on a device", () => {
  expect(formatTensor({ type: "float32", dims: [], data: [0.5] })).toBe("Tensor float32 []\n0.5000");
  expect(formatTensor({ type: "float32", dims: [0, 4], data: [] })).toBe("Tensor float32 [0, 4] []");
  expect(formatTensor({ type: "float32", dims: [3], data: [1e-9, Number.NaN, -Infinity] })).toContain(
    "1.0000e-9",
  );
  const onDevice = {
    type: "float32",
    dims: [2],
    get data(): number[] {
      throw new Error("not on the CPU");
    },
  };
  expect(formatTensor(onDevice)).toBe("Tensor float32 [2] (on the device)");
});
