/** Zero crossings of the sinc on each side. */
const lowpassFilterWidth = 6;
/** The filter ends a little below half of the lower rate, for its flank is not vertical. */
const rolloff = 0.99;

/**
 * Sound at another sampling rate, by a windowed sinc: y(t) = Σₖ x(k) · s · sinc(s(k − t)) · cos²(π s(k − t) / 2w), where s
 * is the cut-off relative to the old rate and w = 6. It is the filter of torchaudio's `resample` with its defaults.
 * https://ccrma.stanford.edu/~jos/resample/
 *
 * @returns ⌈n · newRate / rate⌉ samples
 */
export function resample(samples: Float32Array, rate: number, newRate: number): Float32Array {
  const divisor = greatestCommonDivisor(rate, newRate);
  const [from, to] = [rate / divisor, newRate / divisor];
  if (from === to) return samples;
  const scale = (Math.min(from, to) * rolloff) / from;
  const reach = Math.ceil(lowpassFilterWidth / scale);
  const kernels = new Map<number, Float64Array>();
  return Float32Array.from({ length: Math.ceil((samples.length * to) / from) }, (_, n) => {
    const nearest = Math.floor((n * from) / to);
    const phase = (n * from) % to;
    let kernel = kernels.get(phase);
    if (!kernel) {
      kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => weight(i - reach - phase / to, scale));
      kernels.set(phase, kernel);
    }
    let sum = 0;
    for (let i = 0; i < kernel.length; i++)
      sum += (kernel[i] as number) * (samples[nearest + i - reach] ?? 0);
    return sum;
  });
}

function weight(distance: number, scale: number): number {
  const t = Math.min(Math.max(distance * scale, -lowpassFilterWidth), lowpassFilterWidth);
  const sinc = t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  return scale * sinc * Math.cos((Math.PI * t) / (2 * lowpassFilterWidth)) ** 2;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
