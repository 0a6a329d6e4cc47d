import { referenceMachine } from "../data/reference-machine.ts";
import type { Check } from "./finding.ts";

const SIZE = 1024;
const RUNS = 25;

/** Speed of a float32 matrix product in GFLOP/s, and what it means for the times stated in the notebooks. */
export interface Speed {
  gflops: number;
  /** Multiply the minutes stated in a notebook by it. Over 1: slower than the reference machine. */
  machineFactor: number;
}

/** Times 1024 × 1024 × 1024 products on onnxruntime's CPU provider: the median of 25, after one to warm up. */
export async function measureSpeed(): Promise<Speed> {
  const { MatrixProduct } = await import("../gpu/matrix-product.ts"); // only now: its native part may be missing
  await using product = await MatrixProduct.create("cpu", SIZE);
  await product.run();
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await product.run();
    seconds.push((performance.now() - start) / 1000);
  }
  return speedOf(seconds);
}

/** From the seconds of each product: n³ multiplications and as many additions. */
export function speedOf(seconds: readonly number[]): Speed {
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? Number.NaN;
  const gflops = (2 * SIZE ** 3) / median / 1e9;
  return { gflops, machineFactor: referenceMachine.gflops / gflops };
}

/** How fast this machine multiplies matrices, against the machine the stated times are from. */
export function speedCheck(measure: () => Promise<Speed> = measureSpeed): Check {
  return {
    name: "speed",
    async run() {
      const { gflops, machineFactor } = await measure();
      const text = `${gflops.toFixed(0)} GFLOP/s; stated times × ${machineFactor.toFixed(2)} here`;
      if (machineFactor < 4) return { status: "ok", text };
      return {
        status: "warn",
        text,
        mend: "expect chapters to take long; close other programs or use a faster machine",
      };
    },
  };
}
