import { type Displayable, jupyterDisplay, type MimeBundle, toMimeBundle } from "./mime-bundle.ts";
import { publisher } from "./publisher.ts";

export interface DisplayOptions {
  /** Differs from run to run, as times do: whoever compares outputs is told to leave it out. Default: false. */
  volatile?: boolean;
}

/** An output that is on the page already. */
export class DisplayHandle implements Displayable {
  // Not a counter: a restarted kernel must not update what the one before it showed.
  readonly displayId: string = crypto.randomUUID();
  readonly #options: DisplayOptions;

  constructor(options: DisplayOptions = {}) {
    this.#options = options;
  }

  /** Puts `value` where this handle's output is, also from a later cell. */
  async update(value: unknown): Promise<void> {
    await publish(value, this.#options, { displayId: this.displayId, update: true });
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
export async function display(value: unknown, options: DisplayOptions = {}): Promise<DisplayHandle> {
  const handle = new DisplayHandle(options);
  await publish(value, options, { displayId: handle.displayId, update: false });
  return handle;
}

async function publish(
  value: unknown,
  { volatile }: DisplayOptions,
  place: { displayId: string; update: boolean },
): Promise<void> {
  const bundle = toMimeBundle(value);
  const metadata = volatile && { metadata: { course: { volatile } } };
  publisher().display(bundle instanceof Promise ? await bundle : bundle, { ...place, ...metadata });
}
