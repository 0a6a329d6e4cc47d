import { maxCoefficients, maxTensors } from "./kernel.ts";
import { f32, i32, type Variable, Variables, variable } from "./wasm-code.ts";
import type { Bytes, WasmFunction } from "./wasm-encoding.ts";

/**
 * A pass over tensors of one memory that is no formula of one element: it works on some of its units, such as the rows
 * of a matrix, and gives a float64.
 */
export interface Program<C extends string = string> {
  /** How many tensors it takes, up to four. */
  readonly tensors: number;
  readonly coefficients: readonly C[];
  /** What has the code's variables after the parameters. */
  readonly code: (name: string) => WasmFunction;
}

export interface ProgramScope<C extends string> {
  readonly variables: Variables;
  /** Addresses of the tensors. */
  readonly tensors: readonly [Bytes, Bytes, Bytes, Bytes];
  /** The units to work on. */
  readonly first: Bytes;
  readonly end: Bytes;
  readonly coefficients: Readonly<Record<C, Bytes>>;
  /** A coefficient that is a whole number, up to 2²⁴: in a variable, which is set before the body runs. */
  whole(name: C): Bytes;
  /** The address of an element of 4 bytes. */
  at(tensor: Bytes, element: Bytes): Bytes;
}

/** @param body leaves a float64 on the stack */
export function program<C extends string>(
  tensors: number,
  coefficients: readonly C[],
  body: (scope: ProgramScope<C>) => Bytes,
): Program<C> {
  const code = (name: string): WasmFunction => {
    const variables = new Variables(maxTensors + 2 + maxCoefficients);
    const [count, first] = [variable(maxTensors), variable(maxTensors + 1)] as [Variable, Variable];
    const coefficientsByName = Object.fromEntries(
      coefficients.map((key, i) => [key, variable(maxTensors + 2 + i).get]),
    ) as Record<C, Bytes>;
    const wholes = new Map<C, Variable>();
    const scope: ProgramScope<C> = {
      variables,
      tensors: [0, 1, 2, 3].map((i) => variable(i).get) as unknown as ProgramScope<C>["tensors"],
      first: first.get,
      end: i32.add(first.get, count.get),
      coefficients: coefficientsByName,
      whole(key) {
        const known = wholes.get(key) ?? variables.i32();
        wholes.set(key, known);
        return known.get;
      },
      at: (tensor, element) => i32.add(tensor, i32.shiftLeft(element, i32.const(2))),
    };
    const made = body(scope);
    const set = [...wholes].flatMap(([key, whole]) => whole.set(f32.toInteger(coefficientsByName[key])));
    return { name, locals: variables.types, body: [...set, ...made] };
  };
  return { tensors, coefficients, code };
}
