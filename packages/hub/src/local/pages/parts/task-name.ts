import { PIPELINE_DATA, type PipelineType } from "@huggingface/tasks";

/** A task as people call it: "Text Classification". */
export const taskName = (task: string): string =>
  isTask(task) ? PIPELINE_DATA[task].name : task.replaceAll("-", " ");

export const isTask = (tag: string): tag is PipelineType => Object.hasOwn(PIPELINE_DATA, tag);
