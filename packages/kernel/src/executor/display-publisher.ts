import { inspect } from "node:util";
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

/** Thrown for what cannot be shown, where it is given: past this point a message must be JSON. */
export class MimeBundleError extends Error {
  override readonly name = "MimeBundleError";
}

/**
 * The bundle as it goes out. Bytes become base64, as the protocol wants for images; everything else becomes plain JSON.
 *
 * @throws MimeBundleError when it is no bundle, or its data is no JSON: a function, a bigint, a circle
 */
export function wireBundle(bundle: MimeBundle): MimeBundle {
  if (typeof bundle !== "object" || bundle === null)
    throw new MimeBundleError(
      `expected a MIME bundle, an object from MIME types to data; got ${inspect(bundle)}`,
    );
  return Object.fromEntries(
    Object.entries(bundle)
      .filter(([, value]) => value !== undefined)
      .map(([mime, value]) => [mime, wireData(mime, value)]),
  );
}

function wireData(mime: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "string") return value;
  let json: string | undefined;
  let cause: unknown;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (json === undefined)
    throw new MimeBundleError(`expected text, bytes or JSON as data of ${mime}; got ${inspect(value)}`, {
      cause,
    });
  return JSON.parse(json);
}
