import { elementCount } from "../stored-tensor.ts";
import { elementsOf } from "./gradient-accumulator.ts";
import type { ElementwiseJob, KernelJob } from "./kernel-pool.ts";
import { Optimizer, type ParameterGroup, type ParameterState, type Work } from "./optimizer.ts";
import { RowSet } from "./row-set.ts";
import { float32View, type SharedTensor } from "./shared-tensors.ts";

/** What one step does to a parameter. */
export interface Update {
  /** For elements that have a gradient or moments. */
  readonly job: ElementwiseJob;
  /** For elements where both are zero, if they change: something cheaper with the same result, or the same. */
  readonly idle?: ElementwiseJob;
}

/**
 * An optimizer whose step is a formula of each element, with moments of the parameter's shape; a step visits the rows of a
 * table alone that it must.
 */
export abstract class ElementwiseOptimizer<Group extends ParameterGroup> extends Optimizer<Group> {
  protected abstract update(
    group: Group,
    parameter: SharedTensor,
    gradient: { values: SharedTensor; scale: number },
    state: { step: number; moments: readonly SharedTensor[] },
  ): Update;

  protected take(work: readonly Work<Group>[]): void {
    this.pool.run(work.flatMap((item) => this.#jobs(item)));
  }

  protected override loaded(state: ParameterState): void {
    state.touched = rowsWithValues(state.slots);
  }

  #jobs({ group, parameter, gradient, scale, state }: Work<Group>): KernelJob[] {
    const { values, rows } = gradient;
    const { job, idle } = this.update(
      group,
      parameter,
      { values, scale },
      { step: state.step, moments: state.slots },
    );
    const visited = rowsToVisit(state, rows);
    // A pass over everything has the same result, and few large ranges are faster than many small ones.
    if (!visited || idle === job || visited.size > visited.rows / 2) return [job];
    const active = { ...job, ranges: elementsOf(parameter, visited) };
    return idle ? [active, { ...idle, ranges: elementsOf(parameter, visited, false) }] : [active];
  }
}

/** The rows where the gradient or a moment is not zero; none where all may be. */
function rowsToVisit(state: ParameterState, gradientRows: RowSet | undefined): RowSet | undefined {
  if (state.slots.length === 0) return gradientRows;
  if (!gradientRows) state.touched = undefined;
  else if (state.step === 1) state.touched = new RowSet(gradientRows.rows);
  if (gradientRows) state.touched?.addAll(gradientRows);
  return state.touched;
}

/** The rows of a table that had gradients: those of others are still zero. */
function rowsWithValues(moments: readonly SharedTensor[]): RowSet | undefined {
  const shape = moments[0]?.shape ?? [];
  if (shape.length < 2) return undefined;
  const rows = new RowSet(shape[0] as number);
  const columns = elementCount(shape.slice(1));
  for (const values of moments.map(float32View))
    for (let row = 0; row < rows.rows; row++)
      if (values.subarray(row * columns, (row + 1) * columns).some((value) => value !== 0)) rows.add(row);
  return rows;
}
