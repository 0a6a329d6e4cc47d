import type { MimeBundle } from "../thread-messages.ts";
import { wireBundle } from "./display-publisher.ts";
import { inspectValue } from "./inspect-value.ts";

const jupyterDisplay = Symbol.for("Jupyter.display");

/**
 * The MIME bundle of a cell's last value: what its `[Symbol.for("Jupyter.display")]()` returns, and text for everything.
 * Nothing for `undefined`.
 */
export async function renderValue(value: unknown): Promise<MimeBundle | undefined> {
  if (value === undefined) return undefined;
  if (hasDisplay(value)) {
    const bundle = wireBundle(await value[jupyterDisplay]());
    // An empty bundle says that the value has shown itself already.
    if (Object.keys(bundle).length === 0) return undefined;
    return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": inspectValue(value) };
  }
  return { "text/plain": inspectValue(value) };
}

function hasDisplay(value: unknown): value is { [jupyterDisplay](): MimeBundle | Promise<MimeBundle> } {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof Reflect.get(value, jupyterDisplay) === "function"
  );
}
