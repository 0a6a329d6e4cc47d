import { float } from "../../attribute.ts";
import { real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

export const linearAlgebra: Readonly<Record<string, Cases>> = {
  MatMul: {
    matrices: apply("MatMul", { x: real("batch_size", 3), y: real(3, 2) }),
    "a weight for all batches": apply("MatMul", { x: real(...tokens, 3), y: real(3, 2) }),
    "a batch each": apply("MatMul", { x: real(...tokens, 3), y: real("batch_size", 3, 2) }),
    "broadcast batches": apply("MatMul", {
      x: real("batch_size", 1, 2, 3),
      y: real("sequence_length", 3, 2),
    }),
    "a matrix and batches": apply("MatMul", { x: real(2, 3), y: real("batch_size", 3, 2) }),
    "a batch of one or more": apply("MatMul", { x: real("maybe_one", 2, 3), y: real("batch_size", 3, 2) }),
    "unknown inner size": apply("MatMul", {
      x: real(2, "batch_size", "sequence_length"),
      y: real("sequence_length", 2),
    }),
    vectors: apply("MatMul", { x: real("batch_size"), y: real("batch_size") }),
    "vector and batches": apply("MatMul", { x: real(3), y: real("batch_size", 3, 2) }),
    "batches and vector": apply("MatMul", { x: real(...tokens, 3), y: real(3) }),
  },
  Gemm: {
    plain: apply("Gemm", { x: real("batch_size", 3), y: real(3, 2), w: real(2) }),
    "transposed and scaled": apply(
      "Gemm",
      { x: real(3, "batch_size"), y: real(2, 3), w: real("batch_size", 1) },
      { transA: 1, transB: 1, alpha: float(0.5), beta: float(2) },
    ),
    "first transposed": apply("Gemm", { x: real(3, "batch_size"), y: real(3, 2) }, { transA: 1 }),
    "second transposed": apply("Gemm", { x: real("batch_size", 3), y: real(2, 3), w: real() }, { transB: 1 }),
  },
};
