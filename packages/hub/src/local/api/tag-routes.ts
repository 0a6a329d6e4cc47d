import { Hono } from "hono";
import type { HubService } from "../service/hub-service.ts";
import type { RepoType } from "../service/repo-record.ts";
import type { HubEnv } from "./hub-env.ts";

/** Kinds of tags that say so themselves, as `license:mit` does. */
const prefixed =
  /^(license|dataset|base_model|task_categories|task_ids|size_categories|annotations_creators|multilinguality|source_datasets|region|arxiv):(.+)$/;
const libraries = new Set([
  "transformers",
  "transformers.js",
  "onnx",
  "safetensors",
  "gguf",
  "diffusers",
  "peft",
  "timm",
]);

/** The tags of the repositories that may be seen, by kind: what a list can be filtered by. */
export function tagRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  for (const type of ["model", "dataset"] as const)
    app.get(`/api/${type}s-tags-by-type`, (context) => {
      const tags = service.index.tags(type, service.permissions.namespaces(context.get("viewer")));
      const byKind = Object.groupBy(tags, ({ tag }) => kindOf(tag, type));
      const answers = Object.entries(byKind).map(([kind, all = []]) => [
        kind,
        all.map(({ tag }) => ({ id: tag, label: prefixed.exec(tag)?.[2] ?? tag, type: kind })),
      ]);
      return context.json(Object.fromEntries(answers));
    });
  return app;
}

function kindOf(tag: string, type: RepoType): string {
  const kind = prefixed.exec(tag)?.[1];
  if (kind !== undefined) return kind;
  if (libraries.has(tag)) return "library";
  if (
    type === "model" &&
    /^[a-z\d]+(-[a-z\d]+)*-(classification|generation|answering|extraction|mask|recognition|similarity)$|^fill-mask$|^summarization$|^translation$/.test(
      tag,
    )
  )
    return "pipeline_tag";
  return /^[a-z]{2,3}$/.test(tag) ? "language" : "other";
}
