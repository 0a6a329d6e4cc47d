import type { CompiledOptimizer, StoredTensor } from "@llm-course/onnx";
import type { SyncState } from "./sync-state.ts";

/** An optimizer that steps only when an accumulation ends. */
export class PreparedOptimizer<Group extends { readonly parameters: readonly string[] }> {
  readonly #optimizer: CompiledOptimizer<Group>;
  readonly #sync: SyncState;

  constructor(optimizer: CompiledOptimizer<Group>, sync: SyncState) {
    this.#optimizer = optimizer;
    this.#sync = sync;
  }

  /** Settings may be changed between steps, equally in all processes. */
  get groups(): readonly Group[] {
    return this.#optimizer.groups;
  }

  async step(): Promise<void> {
    if (this.#sync.isDue) await this.#optimizer.step();
  }

  stateDict(): Promise<Map<string, StoredTensor>> {
    return this.#optimizer.stateDict();
  }

  loadStateDict(tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
    return this.#optimizer.loadStateDict(tensors);
  }
}
