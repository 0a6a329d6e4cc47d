import type { Batch, CompiledModel, Parameter, TensorData } from "@llm-course/onnx";
import type { SyncState } from "./sync-state.ts";

/** A compiled model for `Accelerator.backward`: gradients live until an accumulation ends. */
export class PreparedModel implements AsyncDisposable {
  /** The compiled model. */
  readonly module: CompiledModel;
  readonly #sync: SyncState;

  constructor(module: CompiledModel, sync: SyncState) {
    this.module = module;
    this.#sync = sync;
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.module.parameters;
  }

  /** As the compiled model does, in this process alone. */
  evaluate(
    batch: Batch,
    options?: { outputs?: readonly string[] },
  ): Promise<Readonly<Record<string, TensorData>>> {
    return this.module.evaluate(batch, options);
  }

  /** Forgets the gradients, but not while they are accumulated. */
  async zeroGradients(): Promise<void> {
    if (this.#sync.isDue) await this.module.zeroGradients();
  }

  close(): Promise<void> {
    return this.module.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
