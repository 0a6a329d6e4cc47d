import { Tensor } from "onnxruntime-node";
import type { Matrix } from "./plain.ts";
import { randomWeights } from "./random-weights.ts";

/** Images of numbers from −1 to 1, [batch][channels][size][size]. */
export function randomImages(batch: number, channels: number, size: number, seed = 5): Matrix[][] {
  const values = [
    ...(randomWeights(new Map([["images", [batch, channels, size, size]]]), { seed }).get("images") ?? []),
  ];
  const list = <T>(length: number, item: (i: number) => T) => Array.from({ length }, (_, i) => item(i));
  return list(batch, (n) =>
    list(channels, (c) =>
      list(size, (y) => {
        const begin = ((n * channels + c) * size + y) * size;
        return values.slice(begin, begin + size);
      }),
    ),
  );
}

export function pixelValues(images: readonly (readonly Matrix[])[]): Tensor {
  const [channels, height, width] = [images[0]?.length, images[0]?.[0]?.length, images[0]?.[0]?.[0]?.length];
  return new Tensor("float32", Float32Array.from(images.flat(3)), [
    images.length,
    channels ?? 0,
    height ?? 0,
    width ?? 0,
  ]);
}
