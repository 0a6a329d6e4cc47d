import type { Check } from "./finding.ts";

/** What onnxruntime-node can run on, as far as its files tell; `course gpu` proves it. */
export interface ProviderFacts {
  installed: string[];
  platform: string;
}

/** The execution providers that are installed. None but the CPU is needed. */
export function providersCheck(read: () => Promise<ProviderFacts> = readFacts): Check {
  return {
    name: "providers",
    async run() {
      const { installed, platform } = await read();
      const text = installed.join(", ");
      const canAdd = platform === "linux-x64" && !installed.includes("cuda");
      return { status: "ok", text: canAdd ? `${text}; to add cuda: course gpu` : text };
    },
  };
}

async function readFacts(): Promise<ProviderFacts> {
  const { listDevices } = await import("@llm-course/onnx"); // only now: onnxruntime's native part may be missing
  return {
    installed: (await listDevices()).flatMap(({ device, installed }) => (installed ? [device] : [])),
    platform: `${process.platform}-${process.arch}`,
  };
}
