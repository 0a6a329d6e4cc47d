import type { Hono } from "hono";
import { findModel } from "../find-model.ts";
import type { ServedModel } from "../served-model.ts";

const entry = ({ id, created, maxLength }: ServedModel) => ({
  ...{ id, object: "model", created: Math.floor(created.getTime() / 1000), owned_by: "llm-course" },
  // As vLLM says it.
  max_model_len: maxLength,
});

/** Adds `GET /v1/models` and `GET /v1/models/ID`. */
export function listModels(app: Hono, models: readonly ServedModel[]): void {
  app.get("/v1/models", (context) => context.json({ object: "list", data: models.map(entry) }));
  // An id has a slash in it, encoded or not.
  app.get("/v1/models/:id{.+}", (context) => {
    const id = decodeURIComponent(context.req.param("id"));
    return context.json(entry(findModel(models, id)));
  });
}
