/** The look of a tensor of transformers.js and of onnxruntime: no class is shared between them. */
export interface TensorLike {
  type: string;
  dims: readonly number[];
  data: ArrayLike<unknown>;
}

const isCount = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n >= 0;

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== "object" || value === null || !("dims" in value) || !("type" in value)) return false;
  return typeof value.type === "string" && Array.isArray(value.dims) && value.dims.every(isCount);
}

/** Numbers shown at either end of an axis longer than `2 * edge`; PyTorch's `edgeitems`. */
const edge = 3;
/** Above this many elements axes are cut; PyTorch's `threshold`. */
const threshold = 1_000;

/**
 * Writes a tensor the way PyTorch does: nested brackets, four decimals, `…` in the middle of long axes, one width.
 *
 * @example
 * Tensor float32 [2, 3]
 * [[ 0.1000,  0.2000, -0.3000],
 *  [ 1.0000,  2.0000,  3.0000]]
 */
export function formatTensor(tensor: TensorLike): string {
  const title = `Tensor ${tensor.type} [${tensor.dims.join(", ")}]`;
  const data = readData(tensor);
  if (!data) return `${title} (on the device)`;
  const size = tensor.dims.reduce((a, b) => a * b, 1);
  if (size === 0) return `${title} []`;
  const cut = size > threshold;
  const shown: unknown[] = [];
  collect(tensor.dims, 0, 0, cut, data, shown);
  const format = cellFormat(shown);
  const width = Math.max(...shown.map((v) => format(v).length));
  const body = nest(tensor.dims, 0, 0, cut, (i) => format(data[i]).padStart(width), 1);
  return `${title}\n${body}`;
}

function readData(tensor: TensorLike): ArrayLike<unknown> | undefined {
  try {
    return tensor.data;
  } catch {
    // A tensor whose data is on a GPU throws here until it is downloaded.
    return undefined;
  }
}

/** The indices of an axis that are shown; -1 is the gap. */
function axis(length: number, cut: boolean): number[] {
  const all = Array.from({ length: Math.min(length, 2 * edge + 1) }, (_, i) => i);
  if (!cut || length <= 2 * edge) return cut ? all : Array.from({ length }, (_, i) => i);
  return [...all.slice(0, edge), -1, ...all.slice(0, edge).map((i) => length - edge + i)];
}

function collect(
  dims: readonly number[],
  d: number,
  at: number,
  cut: boolean,
  data: ArrayLike<unknown>,
  out: unknown[],
): void {
  const length = dims[d];
  if (length === undefined) {
    out.push(data[at]);
    return;
  }
  for (const i of axis(length, cut)) if (i >= 0) collect(dims, d + 1, at * length + i, cut, data, out);
}

function nest(
  dims: readonly number[],
  d: number,
  at: number,
  cut: boolean,
  cell: (index: number) => string,
  indent: number,
): string {
  const length = dims[d];
  if (length === undefined) return cell(at);
  const parts = axis(length, cut).map((i) =>
    i < 0 ? "…" : nest(dims, d + 1, at * length + i, cut, cell, indent + 1),
  );
  const innermost = d === dims.length - 1;
  // Matrices of a batch are set apart by blank lines, one more per outer axis.
  const separator = innermost ? ", " : `,${"\n".repeat(dims.length - 1 - d)}${" ".repeat(indent)}`;
  return `[${parts.join(separator)}]`;
}

/** One format for the whole tensor: integers plain, floats with four decimals, or scientific when that loses them. */
function cellFormat(shown: unknown[]): (value: unknown) => string {
  const numbers = shown.filter((v): v is number => typeof v === "number" && Number.isFinite(v));
  const allIntegers = numbers.every(Number.isInteger);
  const magnitudes = numbers.filter((n) => n !== 0).map(Math.abs);
  const scientific =
    magnitudes.length > 0 &&
    (Math.max(...magnitudes) >= 1e8 ||
      Math.max(...magnitudes) / Math.min(...magnitudes) > 1e8 ||
      Math.max(...magnitudes) < 1e-4);
  return (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return String(value);
    if (allIntegers && Math.abs(value) < 1e8) return String(value);
    return scientific ? value.toExponential(4) : value.toFixed(4);
  };
}
