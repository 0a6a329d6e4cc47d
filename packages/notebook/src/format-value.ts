import { inspect } from "node:util";

/**
 * One table cell as text: `undefined` is empty, a date is ISO 8601 (without the time at midnight UTC), arrays, typed
 * arrays and tensors show their shape and first values.
 */
export function formatValue(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  if (value instanceof Date) return formatDate(value);
  if (isTensorLike(value))
    return `${value.type ?? "tensor"}[${value.dims.join(", ")}] ${preview(value.data)}`;
  if (isTypedArray(value)) return `${value.constructor.name}(${value.length}) ${preview(value)}`;
  if (Array.isArray(value)) return preview(value);
  if (typeof value !== "object" || value === null) return String(value);
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: previewLength });
}

/** At most four decimals; exponential where these would lose the value. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return isTiny(value) ? value.toExponential(2) : String(Number(value.toFixed(4)));
}

/** A formatter that gives every number of a column as many decimals as its most precise one needs, at most four. */
export function columnNumberFormat(values: readonly unknown[]): (value: unknown) => string {
  const decimals = Math.max(
    0,
    ...values.filter(isDecimal).map((value) => formatNumber(value).split(".")[1]?.length ?? 0),
  );
  return (value) => (isDecimal(value) ? value.toFixed(decimals) : formatValue(value));
}

interface TensorLike {
  dims: readonly number[];
  data: ArrayLike<unknown>;
  type?: string;
}

/** A transformers.js or onnxruntime tensor, recognised by its fields. */
export function isTensorLike(value: unknown): value is TensorLike {
  if (typeof value !== "object" || value === null || !("dims" in value) || !("data" in value)) return false;
  return Array.isArray(value.dims) && (isTypedArray(value.data) || Array.isArray(value.data));
}

export function isTypedArray(value: unknown): value is NodeJS.TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

const previewLength = 4;

function preview(values: ArrayLike<unknown>): string {
  const shown = Array.from({ length: Math.min(values.length, previewLength) }, (_, i) =>
    formatValue(values[i]),
  );
  return `[${shown.join(", ")}${values.length > previewLength ? ", …" : ""}]`;
}

/** A number that can be written with a fixed number of decimals. */
function isDecimal(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && !isTiny(value);
}

function isTiny(value: number): boolean {
  return value !== 0 && Math.abs(value) < 1e-3;
}

function formatDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "invalid date";
  return date.toISOString().replace(/T00:00:00\.000Z$/, "");
}
