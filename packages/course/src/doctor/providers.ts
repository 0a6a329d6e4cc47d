import { cudaInstalled } from "../gpu/install-cuda.ts";
import type { Check } from "./finding.ts";

/** What onnxruntime-node can run on, as far as its files tell; `course gpu` proves it. */
export interface ProviderFacts {
  bundled: string[];
  cuda: boolean;
  platform: string;
}

/** The execution providers that are installed. None but the CPU is needed. */
export function providersCheck(read: () => Promise<ProviderFacts> = readFacts): Check {
  return {
    name: "providers",
    async run() {
      const facts = await read();
      const installed = [...facts.bundled, ...(facts.cuda ? ["cuda"] : [])].join(", ");
      const canAdd = facts.platform === "linux-x64" && !facts.cuda;
      return { status: "ok", text: canAdd ? `${installed}; to add cuda: course gpu` : installed };
    },
  };
}

async function readFacts(): Promise<ProviderFacts> {
  const { listSupportedBackends } = await import("onnxruntime-node"); // only now: its native part may be missing
  return {
    bundled: listSupportedBackends().flatMap(({ name, bundled }) => (bundled ? [name] : [])),
    cuda: cudaInstalled(),
    platform: `${process.platform}-${process.arch}`,
  };
}
