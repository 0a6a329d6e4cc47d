// What a training step costs besides forward and backward: AdamW over the 43 million parameters of six transformer
// layers of width 768, on two threads. Every value of parameter, gradient and two moments is read, three of the four
// are written: 28 bytes a parameter, and nothing can be faster than that memory traffic.
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import type { Gradient, KernelJob, SharedTensor } from "../src/index.ts";

const width = 768;
const layer = [
  ...Array.from({ length: 4 }, () => [[width, width], [width]]).flat(),
  ...[[4 * width, width], [4 * width], [width, 4 * width], [width]],
  ...Array.from({ length: 4 }, () => [width]),
];
const shapes = Array.from({ length: 6 }, () => layer).flat();
const count = shapes.flatMap(([a = 1, b = 1]) => a * b).reduce((sum, size) => sum + size);
const table = [30_522, width];
const threads = 2;
const tokens = 2048;
/** Ids of a batch, most of them of few rows, as words of a text are. */
const ids = Int32Array.from({ length: tokens }, (_, i) =>
  Math.floor((table[0] as number) * ((i * 0.618034) % 1) ** 4),
);

const seconds = (run: () => void): number => {
  const began = performance.now();
  run();
  return (performance.now() - began) / 1000;
};
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const repeated = (run: () => void): number => median(Array.from({ length: 9 }, () => seconds(run)));

function fill(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = ((i * 0.618) % 1) - 0.5;
}

async function makeState(shapes: readonly (readonly number[])[]) {
  const { AdamW, clipGradNorm, float32View, GradientAccumulator, KernelPool, SharedTensors } = await import(
    "../src/index.ts"
  );
  const memory = new SharedTensors();
  const pool = new KernelPool({ threads });
  const parameters = new Map(
    shapes.map((shape, i) => [`parameter.${i}`, memory.allocate(shape, { slots: 4 })] as const),
  );
  const optimizer = new AdamW({
    ...{ parameters, memory, pool },
    groups: [{ parameters: [...parameters.keys()] }],
  });
  const gradients = new GradientAccumulator(parameters, { memory, pool });
  for (const parameter of parameters.values()) fill(float32View(parameter));
  const denseGradients = () =>
    [...parameters].map(([name, parameter]): [string, SharedTensor] => {
      const gradient = memory.beside(parameter);
      fill(float32View(gradient));
      return [name, gradient];
    });
  return { parameters, pool, optimizer, gradients, denseGradients, clipGradNorm };
}

/** Made by the first run of a case and kept for the others. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const dense = once(async () => {
  const state = await makeState(shapes);
  state.gradients.add(state.denseGradients());
  state.optimizer.step(state.gradients);
  return state;
});

const sparse = once(async () => {
  const { gradients, optimizer } = await makeState([table]);
  const gradient: Gradient = { ids, rows: new Float32Array(tokens * width).fill(0.5) };
  const step = () => {
    gradients.add([["parameter.0", gradient]]);
    optimizer.step(gradients);
    gradients.clear();
  };
  step();
  return step;
});

/** GB/s of a kernel over all parameters with the gradients as `y`, of so many bytes a parameter. */
async function bandwidth(
  bytes: number,
  job: (x: SharedTensor, y: SharedTensor) => KernelJob,
): Promise<number> {
  const { parameters, gradients, pool } = await dense();
  const jobs = [...parameters].map(([name, x]) => job(x, gradients.get(name)?.values as SharedTensor));
  return (count * bytes) / repeated(() => void pool.run(jobs)) / 1e9;
}

const adamWBandwidth = async () => {
  const { optimizer, gradients } = await dense();
  return (count * 28) / repeated(() => optimizer.step(gradients)) / 1e9;
};

// Distributions put torch there; another Python may come first on the PATH.
const path = [...(process.platform === "win32" ? [] : ["/usr/bin"]), process.env.PATH].join(delimiter);
const env = { PATH: path };

/** Prints the median seconds of `step()`, for parameters of the given shapes with random gradients. */
const torch = (shapes: readonly (readonly number[])[], settings: string, step: string, prepare = "") => `
import json, time
import torch
torch.set_num_threads(${threads})
parameters = [torch.nn.Parameter(torch.rand(shape) - 0.5) for shape in json.loads("${JSON.stringify(shapes)}")]
optimizer = torch.optim.AdamW(parameters, weight_decay=1e-2${settings})
${prepare}
def step():
    ${step}
times = []
for run in range(${1 + 9}):
    for parameter in parameters:
        parameter.grad = torch.rand(parameter.shape) - 0.5 if run == 0 else parameter.grad
    began = time.perf_counter()
    step()
    times.append(time.perf_counter() - began)
print(sorted(times[1:])[${9 >> 1}])
`;
const pytorch = (name: string, program: string) => ({
  name,
  install: "sudo apt-get install python3-torch",
  available: () =>
    spawnSync("python3", ["-c", "import torch"], { env: { ...process.env, ...env } }).status === 0,
  run: {
    argv: ["python3", "-c", program] as [string, ...string[]],
    env,
    read: ({ stdout }: { stdout: string }) => Number(stdout),
  },
});

export default {
  name: "optimizer",
  cases: [
    {
      name: "AdamW step",
      bar: 0.8,
      ours: async () => {
        const { optimizer, gradients } = await dense();
        return repeated(() => optimizer.step(gradients));
      },
      peer: pytorch("torch.optim.AdamW", torch(shapes, "", "optimizer.step()")),
    },
    {
      name: "AdamW step, PyTorch by lists of tensors",
      bar: 0.8,
      ours: async () => {
        const { optimizer, gradients } = await dense();
        return repeated(() => optimizer.step(gradients));
      },
      peer: pytorch("torch.optim.AdamW(foreach=True)", torch(shapes, ", foreach=True", "optimizer.step()")),
    },
    {
      name: "gradients clipped to a norm, and AdamW step",
      bar: 0.8,
      ours: async () => {
        const { optimizer, gradients, clipGradNorm } = await dense();
        return repeated(() => {
          clipGradNorm(gradients, 1);
          optimizer.step(gradients);
          gradients.scale = 1;
        });
      },
      peer: pytorch(
        "clip_grad_norm_ and torch.optim.AdamW",
        torch(shapes, "", "torch.nn.utils.clip_grad_norm_(parameters, 1.0); optimizer.step()"),
      ),
    },
    {
      name: "AdamW step of an embedding of 30 522 rows, the same 2048 ids each time",
      bar: 0.8,
      ours: async () => repeated(await sparse()),
      peer: pytorch("torch.optim.AdamW, gradient given", torch([table], "", "optimizer.step()")),
    },
    {
      name: "AdamW, memory traffic beside a copy",
      unit: "GB/s",
      bar: 1.3,
      ours: adamWBandwidth,
      peer: {
        name: "copy kernel in the same pool",
        install: "pnpm install",
        available: () => true,
        run: () => bandwidth(8, (x, y) => ({ kernel: "copy", tensors: { x, y }, coefficients: {} })),
      },
    },
    {
      name: "AdamW, memory traffic beside scaling in place",
      unit: "GB/s",
      bar: 1.3,
      ours: adamWBandwidth,
      peer: {
        name: "scale kernel in the same pool",
        install: "pnpm install",
        available: () => true,
        run: () => bandwidth(8, (x) => ({ kernel: "scale", tensors: { x }, coefficients: { factor: 1 } })),
      },
    },
  ],
};
