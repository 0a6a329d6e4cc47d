import type { MimeBundle } from "../thread-messages.ts";

export interface DisplayOptions {
  /** Outputs that share it are updated together. */
  displayId?: string;
  /** Replaces the outputs with this id instead of adding one. */
  update?: boolean;
  metadata?: MimeBundle;
}

/** How packages show something without importing the kernel: `globalThis[Symbol.for("llm-course.display")]`. */
export interface DisplayPublisher {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  clearOutput(options?: { wait?: boolean }): void;
}

export function publishDisplay(publisher: DisplayPublisher): void {
  Object.defineProperty(globalThis, Symbol.for("llm-course.display"), {
    configurable: true,
    value: publisher,
  });
}

/** Bytes become base64, as the protocol wants for images; everything else must survive JSON. */
export function wireBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle)
      .filter(([, value]) => value !== undefined)
      .map(([mime, value]) => [
        mime,
        value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
      ]),
  );
}
