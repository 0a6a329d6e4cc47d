import { type Case, positive, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

const reduction = (opType: string, of = real): Cases => ({
  "of all": apply(opType, { x: of(...tokens) }, { keepdims: 0 }),
  "one axis that stays": along(opType, [-1], 1, of),
  "two axes that go": along(opType, [0, 2], 0, of),
});

/** ReduceSum has its axes as an input, the other reductions have them as an attribute up to operator set 17. */
function along(opType: string, axes: number[], keepdims: number, of: typeof real): Case {
  const build: Case["build"] = (g) =>
    opType === "ReduceSum"
      ? g.add(opType, ["x", g.ints(axes)], { keepdims })
      : g.add(opType, ["x"], { axes, keepdims });
  const opsets = opType === "ReduceSum" ? undefined : [17];
  return { inputs: { x: of(...tokens, 4) }, build, ...(opsets && { opsets }) };
}

function axesInput(opType: string, of = real): Case {
  return {
    inputs: { x: of(...tokens, 2) },
    build: (g) => g.add(opType, ["x", g.ints([1])], { keepdims: 0 }),
    opsets: [18, 22],
  };
}

function cumulative(attributes = {}): Case {
  return { inputs: { x: real(...tokens) }, build: (g) => g.add("CumSum", ["x", g.ints(-1)], attributes) };
}

export const reductions: Readonly<Record<string, Cases>> = {
  ReduceSum: reduction("ReduceSum"),
  ReduceMean: {
    ...reduction("ReduceMean"),
    "axes as an input": axesInput("ReduceMean"),
  },
  ReduceMax: { ...reduction("ReduceMax"), "axes as an input": axesInput("ReduceMax") },
  ReduceMin: { ...reduction("ReduceMin"), "axes as an input": axesInput("ReduceMin") },
  ReduceProd: { ...reduction("ReduceProd"), "axes as an input": axesInput("ReduceProd") },
  ReduceSumSquare: { ...reduction("ReduceSumSquare"), "axes as an input": axesInput("ReduceSumSquare") },
  ReduceL1: { ...reduction("ReduceL1"), "axes as an input": axesInput("ReduceL1") },
  ReduceL2: { ...reduction("ReduceL2"), "axes as an input": axesInput("ReduceL2") },
  ReduceLogSum: {
    ...reduction("ReduceLogSum", positive),
    "axes as an input": axesInput("ReduceLogSum", positive),
  },
  ReduceLogSumExp: { ...reduction("ReduceLogSumExp"), "axes as an input": axesInput("ReduceLogSumExp") },
  CumSum: {
    "along the last axis": cumulative(),
    backwards: cumulative({ reverse: 1 }),
    exclusive: cumulative({ exclusive: 1 }),
    "exclusive backwards": cumulative({ exclusive: 1, reverse: 1 }),
  },
};
