import { html } from "hono/html";
import type { RepoRecord, RepoType } from "../../service/repo-record.ts";
import { repoAddress, typeNames, withQuery } from "./addresses.ts";
import type { Html } from "./html.ts";
import { isTask, taskName } from "./task-name.ts";

/** Tags of libraries and file formats. */
export const libraries: ReadonlySet<string> = new Set([
  ...["transformers", "transformers.js", "onnx", "safetensors", "gguf", "diffusers", "peft", "timm"],
  ...["sentence-transformers", "tokenizers", "datasets", "pandas"],
]);

/** What a tag says of its repository, and the text people read. */
export interface TagMeaning {
  kind: "task" | "library" | "license" | "language" | "dataset" | "base_model" | "size_categories" | "tag";
  text: string;
}

export function meaningOf(tag: string, type: RepoType): TagMeaning {
  const [, kind = "", value = ""] = /^([a-z_]+):(.+)$/.exec(tag) ?? [];
  if (kind === "license" || kind === "dataset" || kind === "base_model" || kind === "size_categories")
    return { kind, text: value };
  if (kind === "task_categories") return { kind: "task", text: taskName(value) };
  if (type === "model" && isTask(tag)) return { kind: "task", text: taskName(tag) };
  if (libraries.has(tag)) return { kind: "library", text: tag };
  if (/^[a-z]{2,3}$/.test(tag)) return { kind: "language", text: languageName(tag) };
  return { kind: "tag", text: tag };
}

const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

const labels: Partial<Record<TagMeaning["kind"], string>> = {
  license: "License",
  dataset: "Dataset",
  base_model: "Base model",
  size_categories: "Size",
};

/** A repository's tags, each a link to what else has it; datasets and base models to themselves. */
export function tagList({ type, tags }: Pick<RepoRecord, "type" | "tags">): Html {
  if (tags.length === 0) return html``;
  return html`<ul class="tags" aria-label="Tags">${tags.map((tag) => {
    const { kind, text } = meaningOf(tag, type);
    const label = labels[kind];
    return html`<li><a class="tag ${kind}" href="${addressOf(tag, kind, text, type)}">${label ? html`<span>${label}:</span> ` : ""}${text}</a></li>`;
  })}</ul>`;
}

function addressOf(tag: string, kind: TagMeaning["kind"], text: string, type: RepoType): string {
  const isId = /^[\w.-]+\/[\w.-]+$/.test(text);
  if (kind === "dataset" && isId) return repoAddress("dataset", text);
  if (kind === "base_model" && isId) return repoAddress("model", text);
  return withQuery(typeNames[type].list, { tag });
}
