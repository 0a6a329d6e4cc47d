// Masks of dropout drawn per second, beside PyTorch's on as many threads.
import { spawnSync } from "node:child_process";
import { DropoutMasks } from "../src/dropout/dropout-masks.ts";
import { KernelPool } from "../src/optimizers/kernel-pool.ts";

const elements = 2 ** 23;
const rounds = 12;
const threads = 2;
const python = process.platform === "win32" ? "python" : "/usr/bin/python3";
const program = `
import torch, time
torch.set_num_threads(${threads})
mask, times = torch.empty(${elements}), []
for _ in range(${rounds}):
    began = time.perf_counter()
    mask.bernoulli_(0.9).div_(0.9)
    times.append(time.perf_counter() - began)
print(${4 * elements} / min(times) / 1e9)
`;

function gigabytesPerSecond(): number {
  using pool = new KernelPool({ threads });
  const masks = new DropoutMasks([{ name: "mask", shape: [elements], probability: 0.1, number: 0 }], pool);
  const times = Array.from({ length: rounds }, (_, step) => {
    const began = performance.now();
    masks.draw(new Map(), { seed: 0, step });
    return performance.now() - began;
  });
  return (4 * elements) / Math.min(...times) / 1e6;
}

export default {
  name: "dropout",
  cases: [
    {
      name: "masks drawn, fastest of 12",
      unit: "GB/s",
      bar: 0.5,
      ours: gigabytesPerSecond,
      peer: {
        name: "torch.Tensor.bernoulli_",
        install: "sudo apt-get install python3-torch",
        available: () => spawnSync(python, ["-c", "import torch"]).status === 0,
        run: {
          argv: [python, "-c", program] as [string, ...string[]],
          read: ({ stdout }: { stdout: string }) => Number(stdout),
        },
      },
    },
  ],
};
