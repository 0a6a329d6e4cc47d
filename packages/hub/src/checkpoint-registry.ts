import { z } from "zod";
import { CheckpointRegistrationError } from "./checkpoint-errors.ts";
import { isCommit } from "./repo.ts";

const entrySchema = z.object({
  /** The id the course uses. */
  id: z.string().min(1),
  /** The repository the hub profile downloads, where it is not `id`: many ids of the course hold no ONNX. */
  repo: z.string().min(1).optional(),
  /** The commit the hub profile downloads. Without one it asks for `revision`. */
  revision: z.string().refine(isCommit, "expected a full commit id of 40 hex digits").optional(),
  /** Further files of the repository that the hub profile downloads, such as the safetensors that a training starts from. */
  alsoPatterns: z.array(z.string().min(1)).optional(),
  /** The transformers.js pipeline it is for, such as `"text-classification"`. */
  task: z.string().min(1),
  offline: z
    .object({
      /** What the offline profile loads, such as a package or a model of ours. */
      name: z.string().min(1),
      /** True when it is another model that stands in; false when these are the checkpoint's own weights. */
      standIn: z.boolean(),
      /** One sentence: what it was trained on, its score. */
      description: z.string().min(1),
      /** Gives an absolute path of a folder in the layout transformers.js loads. */
      load: z.custom<() => Promise<string>>((value) => typeof value === "function", "expected a function"),
      sizeBytes: z.number().int().nonnegative().optional(),
    })
    .optional(),
});

/** How each profile gets one of the course's checkpoints. */
export type CheckpointEntry = z.infer<typeof entrySchema>;

const registry = new Map<string, CheckpointEntry>();

/**
 * Tells `checkpoint` how to get one of the course's checkpoints.
 *
 * @throws CheckpointRegistrationError for an entry that lacks something, or a second one for the same id
 */
export function registerCheckpoint(entry: CheckpointEntry): void {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    throw new CheckpointRegistrationError(
      `invalid entry; ${z.prettifyError(parsed.error)}: ${entry.id}`,
      entry.id,
    );
  }
  if (registry.has(entry.id)) {
    throw new CheckpointRegistrationError(
      `checkpoint is registered twice; remove one: ${entry.id}`,
      entry.id,
    );
  }
  registry.set(entry.id, parsed.data);
}

/** Every registered entry, in the order of registration. */
export function registeredCheckpoints(): CheckpointEntry[] {
  return [...registry.values()];
}

export function findCheckpoint(id: string): CheckpointEntry | undefined {
  return registry.get(id);
}
