import { type Displayable, jupyterDisplay, type MimeBundle, toMimeBundle } from "./mime-bundle.ts";
import { publisher } from "./publisher.ts";

/** An output that is on the page already. */
export class DisplayHandle implements Displayable {
  // Not a counter: a restarted kernel must not update what the one before it showed.
  readonly displayId: string = crypto.randomUUID();

  /** Puts `value` where this handle's output is, also from a later cell. */
  async update(value: unknown): Promise<void> {
    await publish(value, this.displayId, true);
  }

  /** Empty: `await display(x)` at the end of a cell has shown `x` already. */
  [jupyterDisplay](): MimeBundle {
    return {};
  }
}

/**
 * Shows any value now, where a cell's last value is shown only at its end. Outside a kernel it prints the text form.
 * Await it: a plot and raw pixels are rendered first, everything else is out before the call returns.
 */
export async function display(value: unknown): Promise<DisplayHandle> {
  const handle = new DisplayHandle();
  await publish(value, handle.displayId, false);
  return handle;
}

async function publish(value: unknown, displayId: string, update: boolean): Promise<void> {
  const bundle = toMimeBundle(value);
  publisher().display(bundle instanceof Promise ? await bundle : bundle, { displayId, update });
}
