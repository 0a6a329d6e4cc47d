import { Expression } from "./expression.ts";

/** One pass over up to four tensors of one memory, with up to nine coefficients. */
export interface Kernel<T extends string = string, C extends string = string> {
  readonly tensors: readonly T[];
  readonly coefficients: readonly C[];
  /** What is written: the index of a tensor and its new element. */
  readonly stores: ReadonlyMap<number, Expression>;
  /** What is added up, in float64; a kernel either stores or sums. */
  readonly sum?: Expression;
}

export const maxTensors = 4;
export const maxCoefficients = 9;

/**
 * A kernel from a formula: takes the old elements and the coefficients by name, gives the new elements by name. The
 * number of the element is its second argument.
 */
export function elementwise<T extends string, C extends string>(
  tensors: readonly T[],
  coefficients: readonly C[],
  formula: (values: Record<T | C, Expression>, index: Expression) => { [K in T]?: Expression },
): Kernel<T, C> {
  const values = Object.fromEntries([
    ...loads(tensors),
    ...coefficients.map((name, index) => [name, new Expression({ kind: "coefficient", index })] as const),
  ]) as Record<T | C, Expression>;
  const index = new Expression({ kind: "index" });
  const stores = Object.entries<Expression | undefined>(formula(values, index)).flatMap(([name, value]) =>
    value ? [[tensors.indexOf(name as T), value] as const] : [],
  );
  return { tensors, coefficients, stores: new Map(stores) };
}

/** A kernel that adds up a value of each element. */
export function reduction<T extends string>(
  tensors: readonly T[],
  formula: (values: Record<T, Expression>) => Expression,
): Kernel<T, never> {
  const sum = formula(Object.fromEntries(loads(tensors)) as Record<T, Expression>);
  return { tensors, coefficients: [], stores: new Map(), sum };
}

const loads = (tensors: readonly string[]) =>
  tensors.map((name, tensor) => [name, new Expression({ kind: "load", tensor })] as const);
