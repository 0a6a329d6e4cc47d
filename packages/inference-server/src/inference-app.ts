import { createApp, errorBody, type HttpError } from "@llm-course/server";
import type { Hono } from "hono";
import { chatCompletions } from "./openai/chat-completions.ts";
import { completions } from "./openai/completions.ts";
import { listModels } from "./openai/list-models.ts";
import type { ServedModel } from "./served-model.ts";
import { tgiRoutes } from "./tgi/routes.ts";
import { tgiErrorBody } from "./tgi/tgi-error-body.ts";

/** The app of `startInferenceServer`, to be mounted into another one or served otherwise. */
export function inferenceApp(models: readonly ServedModel[]): Hono {
  const app = createApp({ errorBody: errorBodyOf });
  listModels(app, models);
  chatCompletions(app, models);
  completions(app, models);
  tgiRoutes(app, models);
  return app;
}

/** Each protocol has its own. */
const errorBodyOf = (error: HttpError, path: string): object =>
  path.startsWith("/v1/") ? errorBody(error) : tgiErrorBody(error);
