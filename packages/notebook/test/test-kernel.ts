import type { MimeBundle } from "../src/mime-bundle.ts";
import type { DisplayPublisher } from "../src/publisher.ts";

type Options = NonNullable<Parameters<DisplayPublisher["display"]>[1]>;

/** For tests: stands where the kernel's publisher would, and keeps what it was given. */
export class TestKernel implements DisplayPublisher, Disposable {
  readonly displayed: { bundle: MimeBundle; options: Options }[] = [];
  readonly cleared: unknown[] = [];

  constructor() {
    Object.assign(globalThis, { [Symbol.for("llm-course.display")]: this });
  }
  display(bundle: MimeBundle, options: Options = {}): void {
    this.displayed.push({ bundle, options });
  }
  clearOutput(options: unknown): void {
    this.cleared.push(options);
  }
  get texts(): unknown[] {
    return this.displayed.map(({ bundle }) => bundle["text/plain"]);
  }
  [Symbol.dispose](): void {
    Reflect.deleteProperty(globalThis, Symbol.for("llm-course.display"));
  }
}
