import { type RunningServer, type ServerOptions, startServer } from "@llm-course/server";
import { inferenceApp } from "./inference-app.ts";
import type { ServedModel } from "./served-model.ts";

export interface InferenceServerOptions extends ServerOptions {
  /** What to answer with; the first one where a request names none. They stay open when the server closes. */
  readonly models: readonly [ServedModel, ...ServedModel[]];
}

/**
 * Serves models with OpenAI's protocol (`/v1/models`, `/v1/chat/completions`, `/v1/completions`) and
 * text-generation-inference's (`/generate`, `/generate_stream`, `/info`, `/health`). On 127.0.0.1 and a free port unless told
 * otherwise.
 *
 * @throws as `startServer` does
 */
export function startInferenceServer({ models, ...options }: InferenceServerOptions): Promise<RunningServer> {
  return startServer(inferenceApp(models), options);
}
