import { nearest } from "@llm-course/hub";
import { UnknownTaskError } from "./errors.ts";
import type { ModelSource, PipelineOptions } from "./load/pipeline-options.ts";
import { type TaskName, type TaskPipelines, taskAliases, tasks, translationTask } from "./tasks.ts";

/**
 * The pipeline of a task: a function over a model that is loaded once, and that `await using` frees.
 *
 * @param task as Hugging Face names it, "sentiment-analysis" and "ner" included; a translation may name its languages:
 *   "translation_en_to_fr"
 * @param model an id of the Hub, resolved by `checkpoint`; a folder; or what `checkpoint` gave. Default: the task's,
 *   `defaultModels`
 * @throws UnknownTaskError with the tasks most alike
 * @throws PipelineModelError for a model that the task cannot be done with
 * @throws UnknownCheckpointError and what else `checkpoint` of `@llm-course/hub` throws for a model that there is not
 */
export async function pipeline<Name extends TaskName>(
  task: Name,
  model?: ModelSource,
  options: PipelineOptions = {},
): Promise<TaskPipelines[Name]> {
  const languages = typeof task === "string" && translationTask.test(task);
  const name = languages ? "translation" : ((taskAliases as Record<string, string>)[task] ?? task);
  if (!Object.hasOwn(tasks, name))
    throw new UnknownTaskError(
      String(task),
      nearest(String(task), [...Object.keys(tasks), ...Object.keys(taskAliases)]),
    );
  const open = await tasks[name as keyof typeof tasks]();
  return open(model, options, ...(languages ? [task] : [])) as unknown as Promise<TaskPipelines[Name]>;
}
