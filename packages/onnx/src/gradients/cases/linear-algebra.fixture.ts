import { float } from "../../attribute.ts";
import { dataTypes } from "../../data-type.ts";
import type { Dimension } from "../../value-info.ts";
import { type Case, index, type RandomInput, real } from "../finite-differences.fixture.ts";
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
  Einsum: {
    "matrix product of batches": einsum(
      "bij, bjk -> bik",
      real("batch_size", 2, 3),
      real("batch_size", 3, 2),
    ),
    "attention scores": einsum(
      "bqhd,bkhd->bhqk",
      real("batch_size", 2, 2, 3),
      real("batch_size", "width", 2, 3),
    ),
    "result in alphabetical order": einsum("cb,ba", real(2, "batch_size"), real("batch_size", 3)),
    "ellipsis that is broadcast": einsum(
      "...ij,...jk->...ik",
      real("batch_size", 1, 2, 3),
      real(1, "height", 3, 2),
    ),
    "ellipsis in the middle": einsum("i...j,j->...i", real(2, "batch_size", 3), real(3)),
    "ellipsis without an arrow": einsum("...i,i", real("batch_size", 2, 3), real(3)),
    diagonal: einsum("bii->bi", real("batch_size", 3, 3)),
    "trace, weighted": einsum("ii,i->", real("batch_size", "batch_size"), real("batch_size")),
    "diagonal of three axes": einsum("iiij->ji", real(2, 2, 2, "batch_size")),
    "sum of an axis that no other has": einsum("ij,k->k", real("batch_size", 2), real("sequence_length")),
    "three operands": einsum("ai,bi,ci->abc", real(2, 3), real("batch_size", 3), real(2, 3)),
    "outer product": einsum("i,j->ij", real("batch_size"), real(3)),
    "one value twice": {
      inputs: { x: real("batch_size", 3) },
      build: (g) => g.add("Einsum", ["x", "x"], { equation: "bi,bj->bij" }),
    },
  },
  RotaryEmbedding: {
    "half by half, part of each head": rotated(["batch_size", "sequence_length", 1], {
      rotary_embedding_dim: 2,
    }),
    "neighbours, at given places": rotated([3, 2], { interleaved: 1 }, index(0, 2, ...tokens)),
  },
};

function einsum(equation: string, ...operands: RandomInput[]): Case {
  const inputs = Object.fromEntries(operands.map((operand, i) => [`x${i}`, operand]));
  return apply("Einsum", inputs, { equation });
}

/** Angles of which the sine and the cosine are frozen; came with operator set 23. */
function rotated(shape: Dimension[], attributes: Record<string, number>, places?: RandomInput): Case {
  const angle = index(-3, 3, ...shape);
  return {
    inputs: { x: real("batch_size", 2, "sequence_length", 4), angle, ...(places && { places }) },
    build: (g) => {
      const angles = g.add("Cast", ["angle"], { to: dataTypes.float32 });
      const inputs = ["x", g.add("Cos", [angles]), g.add("Sin", [angles]), ...(places ? ["places"] : [])];
      return g.add("RotaryEmbedding", inputs, attributes);
    },
    float32: true,
    opsets: [23, 24],
  };
}
