import { familySync } from "detect-libc";
import type { Check } from "./finding.ts";

/** What decides whether the native parts exist for this system. */
export interface PlatformFacts {
  platform: string;
  arch: string;
  /** The C library on Linux, "glibc" or "musl"; elsewhere null. */
  libc: string | null;
}

const here = (): PlatformFacts => ({ platform: process.platform, arch: process.arch, libc: familySync() });

const SUPPORTED = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64"];

/** The system, its processor and, on Linux, its C library: onnxruntime-node ships no build for musl or Intel Macs. */
export function platformCheck(facts: PlatformFacts = here()): Check {
  return {
    name: "platform",
    run() {
      const { platform, arch, libc } = facts;
      const name = `${platform}-${arch}`;
      if (libc === "musl") {
        return {
          status: "fail",
          text: `${name} with musl: onnxruntime-node has no build for it`,
          mend: "use a distribution with glibc, for example the node:24-bookworm-slim image in place of alpine",
        };
      }
      if (name === "darwin-x64") {
        return {
          status: "fail",
          text: "Intel Mac: onnxruntime-node has no build for it",
          mend: "use a Mac with Apple silicon, or the repository's dev container on Linux",
        };
      }
      if (name === "win32-arm64") {
        return {
          status: "warn",
          text: `${name}: npm has no Node 24 for it`,
          mend: "install Node for x64, which Windows emulates, and run the install with that",
        };
      }
      if (!SUPPORTED.includes(name)) {
        return {
          status: "fail",
          text: `${name} is not one of ${SUPPORTED.join(", ")}`,
          mend: "use one of these, or the repository's dev container",
        };
      }
      return { status: "ok", text: libc ? `${name} with ${libc}` : name };
    },
  };
}
