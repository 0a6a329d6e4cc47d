import { expect, test } from "vitest";
import { compileKernels } from "./compile-kernels.ts";
import { type Expression, integer } from "./expression.ts";
import { elementwise } from "./kernel.ts";
import { philox } from "./philox.ts";
import { webAssembly } from "./webassembly.ts";

/** Counter, key and words that the authors' Random123 publishes for philox4x32 with 10 rounds. */
const known = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
] as const;

const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));

/** A kernel whose counters are the elements of its tensors, and the key a constant. */
function kernel(key: string) {
  const [k0, k1] = words(key).map(integer) as [Expression, Expression];
  return elementwise(["a", "b", "c", "d"], [], ({ a, b, c, d }) => {
    const [w, x, y, z] = philox([a.bits(), b.bits(), c.bits(), d.bits()], [k0, k1]).map((word) =>
      word.fromBits(),
    );
    return { a: w, b: x, c: y, d: z };
  });
}

test.each(known)("gives the published words for the counter %s", (counter, key, expected) => {
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const module = new webAssembly.Module(compileKernels({ philox: kernel(key) }));
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  // Eight elements are computed as vectors, and three one by one.
  const count = 11;
  const offsets = [0, 64, 128, 192];
  const arrays = offsets.map((offset) => new Uint32Array(memory.buffer, offset, count));
  for (const [i, word] of words(counter).entries()) arrays[i]?.fill(word);
  exports.philox?.(...offsets, count, 0);
  for (const [i, word] of words(expected).entries())
    expect(arrays[i]).toEqual(new Uint32Array(count).fill(word));
});
