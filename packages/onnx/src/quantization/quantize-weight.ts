import { QuantizationError } from "../errors.ts";

export interface QuantizationOptions {
  /** Bits of each number, from 2 to 8. */
  readonly bits: number;
  /** How many neighbours of a row share a scale and a zero point; a multiple of 8. Default: 32. */
  readonly blockSize?: number;
}

/** A matrix [n, k] in few bits, laid out as `com.microsoft.MatMulNBits` of onnxruntime reads it. */
export interface QuantizedWeight {
  readonly n: number;
  readonly k: number;
  readonly bits: number;
  readonly blockSize: number;
  /** The numbers, [n, blocks, blockSize · bits / 8], the first one of a byte in its lowest bits. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** [n, blocks], rounded to half precision. */
  readonly scales: Float32Array<ArrayBuffer>;
  /** Which number stands for 0, [n, ⌈blocks · bits / 8⌉]. */
  readonly zeroPoints: Uint8Array<ArrayBuffer>;
  /** What a file takes for it, with scales in half precision. */
  readonly bytes: number;
}

/**
 * Rounds weights to few bits, block by block: q = round(w / s) + z, with s = (max − min) / (2^bits − 1) and
 * z = round(−min / s), where the range of a block is made to hold 0. A number is at most s away from what it was, and
 * s / 2 but at the ends of the range.
 *
 * @param values a matrix [n, k], row by row
 * @throws QuantizationError for other bits, block sizes or shapes
 */
export function quantizeWeight(
  values: ArrayLike<number>,
  [n, k]: readonly [number, number],
  { bits, blockSize = 32 }: QuantizationOptions,
): QuantizedWeight {
  if (!Number.isInteger(bits) || bits < 2 || bits > 8)
    throw new QuantizationError("bits from 2 to 8 expected", bits);
  if (!Number.isInteger(blockSize) || blockSize < 8 || blockSize % 8 !== 0)
    throw new QuantizationError("a blockSize that is a multiple of 8 expected", blockSize);
  if (values.length !== n * k)
    throw new QuantizationError(`${n} rows of ${k} numbers expected, ${n * k} in all`, values.length);
  const blocks = Math.ceil(k / blockSize);
  const largest = 2 ** bits - 1;
  const data = new Uint8Array((n * blocks * blockSize * bits) / 8);
  const scales = new Float32Array(n * blocks);
  const pointBytes = Math.ceil((blocks * bits) / 8);
  const zeroPoints = new Uint8Array(n * pointBytes);
  for (let row = 0; row < n; row++)
    for (let block = 0; block < blocks; block++) {
      const [first, end] = [row * k + block * blockSize, row * k + Math.min(k, (block + 1) * blockSize)];
      let [least, most] = [0, 0];
      for (let i = first; i < end; i++) {
        const value = values[i] as number;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      const scale = inHalf((most - least) / largest) || 1;
      const zeroPoint = clamped(-least / scale, largest);
      const at = row * blocks + block;
      scales[at] = scale;
      putBits(zeroPoints, 8 * row * pointBytes + block * bits, bits, zeroPoint);
      for (let i = first; i < first + blockSize; i++) {
        const number = i < end ? clamped((values[i] as number) / scale + zeroPoint, largest) : zeroPoint;
        putBits(data, (at * blockSize + i - first) * bits, bits, number);
      }
    }
  const bytes = data.length + 2 * scales.length + zeroPoints.length;
  return { n, k, bits, blockSize, data, scales, zeroPoints, bytes };
}

/** The weights that a quantised matrix stands for, (q − z) · s, row by row. */
export function dequantizeWeight({
  n,
  k,
  bits,
  blockSize,
  data,
  scales,
  zeroPoints,
}: QuantizedWeight): Float32Array<ArrayBuffer> {
  const blocks = Math.ceil(k / blockSize);
  const pointBytes = Math.ceil((blocks * bits) / 8);
  const values = new Float32Array(n * k);
  for (let row = 0; row < n; row++)
    for (let i = 0; i < k; i++) {
      const block = Math.floor(i / blockSize);
      const number = getBits(data, (row * blocks * blockSize + i) * bits, bits);
      const zeroPoint = getBits(zeroPoints, 8 * row * pointBytes + block * bits, bits);
      values[row * k + i] = (number - zeroPoint) * (scales[row * blocks + block] as number);
    }
  return values;
}

function inHalf(value: number): number {
  return Float16Array.of(value)[0] as number;
}

function clamped(value: number, largest: number): number {
  return Math.min(largest, Math.max(0, Math.round(value)));
}

/** Numbers of 3, 5, 6 and 7 bits may lie in two bytes. */
function putBits(bytes: Uint8Array, bit: number, bits: number, value: number): void {
  const shifted = value << (bit & 7);
  const byte = bit >> 3;
  bytes[byte] = (bytes[byte] as number) | (shifted & 255);
  if ((bit & 7) + bits > 8) bytes[byte + 1] = (bytes[byte + 1] as number) | (shifted >> 8);
}

function getBits(bytes: Uint8Array, bit: number, bits: number): number {
  const byte = bit >> 3;
  const pair = (bytes[byte] as number) | ((bytes[byte + 1] ?? 0) << 8);
  return (pair >> (bit & 7)) & (2 ** bits - 1);
}
