import type { Batch, Row } from "./row.ts";

/** How numbers come: as typed arrays, or as tensors `{ type, data, dims }`; lists that differ in length stay lists. */
export interface Format {
  readonly type: "typed" | "tensor";
  /** Only these columns. Default: all */
  readonly columns?: readonly string[];
  /** The others come too, as they are. Default: false */
  readonly outputAllColumns?: boolean;
}

/** As models take it. */
export interface FormattedTensor {
  readonly type: "int64" | "float32" | "bool";
  readonly data: BigInt64Array | Float32Array | Uint8Array;
  readonly dims: readonly number[];
}

export function formatRow(row: Row, format: Format): Row {
  return Object.fromEntries(
    chosen(row, format).map(([name, value, isChosen]) => [name, isChosen ? formatted(value, format) : value]),
  );
}

export function formatBatch(batch: Batch, format: Format): Record<string, unknown> {
  return Object.fromEntries(
    chosen(batch, format).map(([name, values, isChosen]) => [
      name,
      isChosen ? formatted(values, format) : values,
    ]),
  );
}

function chosen(values: Row, { columns, outputAllColumns = false }: Format): [string, unknown, boolean][] {
  return Object.entries(values).flatMap(([name, value]): [string, unknown, boolean][] => {
    const isChosen = columns?.includes(name) ?? true;
    return isChosen || outputAllColumns ? [[name, value, isChosen]] : [];
  });
}

function formatted(value: unknown, { type }: Format): unknown {
  const dims = shapeOf(value);
  if (!dims) return value;
  const flat = dims.length === 0 ? [value] : (value as unknown[]).flat(dims.length - 1);
  const kind = kindOf(flat);
  if (!kind) return value;
  const data = typed(kind, flat);
  if (type === "tensor") return { type: kind, data, dims } satisfies FormattedTensor;
  return dims.length === 1 ? data : value;
}

/** The lengths of nested lists, if lists beside each other are of one length. */
function shapeOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return [];
  const shapes = value.map(shapeOf);
  const [first] = shapes;
  if (value.length === 0) return [0];
  const same = (shape: number[] | undefined) =>
    shape !== undefined && first !== undefined && shape.join() === first.join();
  return shapes.every(same) ? [value.length, ...(first as number[])] : undefined;
}

function kindOf(values: readonly unknown[]): FormattedTensor["type"] | undefined {
  if (values.length === 0) return undefined;
  if (values.every((each) => typeof each === "boolean")) return "bool";
  if (!values.every((each) => typeof each === "number" || typeof each === "bigint")) return undefined;
  return values.every((each) => typeof each === "bigint" || Number.isInteger(each)) ? "int64" : "float32";
}

function typed(kind: FormattedTensor["type"], values: readonly unknown[]) {
  if (kind === "bool") return Uint8Array.from(values, Number);
  if (kind === "float32") return Float32Array.from(values as number[]);
  return BigInt64Array.from(values as (number | bigint)[], BigInt);
}
