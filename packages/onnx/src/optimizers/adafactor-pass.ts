import { elementCount } from "../stored-tensor.ts";
import type { AdafactorSettings } from "./adafactor.ts";
import { chunkElements, type KernelJob } from "./kernel-pool.ts";
import type { Work } from "./optimizer.ts";
import type { SharedTensor } from "./shared-tensors.ts";

/**
 * One step of Adafactor for one parameter, in four phases of jobs; each needs the sums that the jobs before it gave.
 */
export class AdafactorPass {
  readonly results = {
    moments: [] as number[],
    squares: [] as number[],
    step: [] as number[],
    subtract: [] as number[],
  };
  readonly #work: Work<AdafactorSettings>;
  readonly #beta2: number;
  /** A batch of matrices; none where there is but one dimension. */
  readonly #matrices: { readonly count: number; readonly rows: number; readonly columns: number } | undefined;

  constructor(work: Work<AdafactorSettings>) {
    this.#work = work;
    this.#beta2 = 1 - work.state.step ** work.group.decayRate;
    const { shape } = work.parameter;
    const [rows, columns] = shape.slice(-2) as [number, number];
    this.#matrices =
      shape.length < 2 ? undefined : { count: elementCount(shape.slice(0, -2)), rows, columns };
  }

  /** First the square of the parameter, then of each matrix the squares over rows and columns, or all squares. */
  moments(): KernelJob[] {
    const { parameter, gradient, scale, group, state } = this.#work;
    const coefficients = {
      ...{ scale, beta2: this.#beta2, oneMinusBeta2: 1 - this.#beta2 },
      epsilon: group.eps[0],
    };
    const jobs: KernelJob[] = [{ kernel: "sumSquares", tensors: { x: parameter }, coefficients: {} }];
    if (!this.#matrices) {
      const [expAvgSq] = state.slots as [SharedTensor];
      jobs.push({
        kernel: "adafactorSecondMoment",
        tensors: { expAvgSq, gradient: gradient.values },
        coefficients,
      });
      return jobs;
    }
    const { rows, columns } = this.#matrices;
    const unitsPerChunk = Math.max(1, Math.floor(chunkElements / columns));
    for (const { gradient, row, column } of this.#eachMatrix()) {
      jobs.push({
        program: "adafactorRows",
        operands: [gradient, row],
        coefficients: { ...coefficients, columns },
        ...{ units: rows, unitsPerChunk },
      });
      jobs.push({
        program: "adafactorColumns",
        operands: [gradient, column],
        coefficients: { ...coefficients, rows, columns },
        ...{ units: columns, unitsPerChunk: columnsPerChunk },
      });
    }
    return jobs;
  }

  /** The squares of the update before it is scaled. */
  squares(): KernelJob[] {
    const { gradient, scale, state } = this.#work;
    if (!this.#matrices) {
      const [v] = state.slots as [SharedTensor];
      return [{ kernel: "sumRatios", tensors: { x: gradient.values, v }, coefficients: {} }];
    }
    const { rows, columns } = this.#matrices;
    return this.#eachMatrix().map(({ gradient, row, column }) => ({
      program: "adafactorSquares",
      operands: [gradient, row, column],
      coefficients: { columns, scale },
      ...{ units: rows, unitsPerChunk: Math.max(1, Math.floor(chunkElements / columns)) },
    }));
  }

  /** The parameter's step, or its addition to the first moment. */
  step(): KernelJob[] {
    const { parameter, gradient, scale, group, state } = this.#work;
    const { beta1 } = group;
    const momentum = beta1 === undefined ? undefined : (state.slots.at(-1) as SharedTensor);
    const x = momentum ?? parameter;
    const kept = beta1 ?? this.#decay;
    const factor = scale * this.#stepSize * (beta1 === undefined ? -1 : 1 - beta1);
    if (!this.#matrices) {
      const [expAvgSq] = state.slots as [SharedTensor];
      return [
        {
          kernel: "adafactorStep",
          tensors: { x, gradient: gradient.values, expAvgSq },
          coefficients: { kept, factor },
        },
      ];
    }
    const { rows, columns } = this.#matrices;
    return this.#eachMatrix(x).map(({ x, gradient, row, column, rowMean }) => ({
      program: "adafactorApply",
      operands: [x, gradient, row, column],
      coefficients: { columns, kept, factor: factor * Math.sqrt(rowMean) },
      ...{ units: rows, unitsPerChunk: Math.max(1, Math.floor(chunkElements / columns)) },
    }));
  }

  /** With a first moment the parameter's step. */
  subtract(): KernelJob[] {
    const { parameter, group, state } = this.#work;
    if (group.beta1 === undefined) return [];
    const update = state.slots.at(-1) as SharedTensor;
    return [{ kernel: "subtract", tensors: { parameter, update }, coefficients: { decay: this.#decay } }];
  }

  /** lr · max(ε₂, RMS(p)). */
  get #learningRate(): number {
    const { group, parameter, state } = this.#work;
    const { learningRate = 0, relativeStep, warmupInit, scaleParameter, eps } = group;
    const { step } = state;
    const relative = Math.min(warmupInit ? 1e-6 * step : 1e-2, 1 / Math.sqrt(step));
    const rootMeanSquare = Math.sqrt((this.results.moments[0] as number) / elementCount(parameter.shape));
    return (relativeStep ? relative : learningRate) * (scaleParameter ? Math.max(eps[1], rootMeanSquare) : 1);
  }

  get #decay(): number {
    return 1 - this.#work.group.weightDecay * this.#learningRate;
  }

  /** The learning rate, less where the update is clipped: lr / max(1, RMS(u) / d). */
  get #stepSize(): number {
    const { group, scale, parameter } = this.#work;
    const total = this.#matrices
      ? this.#eachMatrix().reduce(
          (sum, { rowMean }, i) => sum + rowMean * (this.results.squares[i] as number),
          0,
        )
      : (this.results.squares[0] as number) * scale ** 2;
    const rootMeanSquare = Math.sqrt(total / elementCount(parameter.shape));
    return this.#learningRate / Math.max(1, rootMeanSquare / group.clipThreshold);
  }

  #eachMatrix(x: SharedTensor = this.#work.parameter) {
    const { count, rows, columns } = this.#matrices ?? { count: 0, rows: 0, columns: 0 };
    const { gradient, state } = this.#work;
    const [row, column] = state.slots as [SharedTensor, SharedTensor];
    const part = ({ memory, offset }: SharedTensor, i: number, size: number): SharedTensor => ({
      ...{ memory, offset: offset + 4 * i * size, shape: [size] },
    });
    return Array.from({ length: count }, (_, i) => ({
      x: part(x, i, rows * columns),
      gradient: part(gradient.values, i, rows * columns),
      row: part(row, i, rows),
      column: part(column, i, columns),
      /** Of the means of squares over rows. */
      rowMean: (this.results.moments[1 + 2 * i] ?? 0) / rows,
    }));
  }
}

/** A kibibyte of each row at a time. */
const columnsPerChunk = 256;
