import type { MimeBundle } from "./mime-bundle.ts";

export interface DisplayPublisher {
  /** Publishes `display_data`, or `update_display_data` when `update` is true. */
  display(
    bundle: MimeBundle,
    options?: { displayId?: string; update?: boolean; metadata?: Record<string, unknown> },
  ): void;
  clearOutput(options?: { wait?: boolean }): void;
}

const publisherKey = Symbol.for("llm-course.display");

/** The running kernel's publisher, or `undefined` in a plain program. Asked for anew each time: a kernel may start later. */
export function kernelPublisher(): DisplayPublisher | undefined {
  return (globalThis as { [publisherKey]?: DisplayPublisher })[publisherKey];
}

/** A terminal shows nothing but text. */
const terminalPublisher: DisplayPublisher = {
  display(bundle) {
    const text = bundle["text/plain"];
    process.stdout.write(`${typeof text === "string" ? text : `[${Object.keys(bundle).join(", ")}]`}\n`);
  },
  clearOutput() {},
};

export function publisher(): DisplayPublisher {
  return kernelPublisher() ?? terminalPublisher;
}
