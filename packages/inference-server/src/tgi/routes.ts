import { jsonBody } from "@llm-course/server";
import type { Context, Hono } from "hono";
import type { ServedModel } from "../served-model.ts";
import { requestSignal } from "../text/request-signal.ts";
import { generated, generatedStream } from "./generate.ts";
import { prepareGeneration } from "./generation.ts";
import { compatRequest, generateRequest, type Parameters } from "./parameters.ts";

/** Adds text-generation-inference's routes; they answer with the first model. */
export function tgiRoutes(app: Hono, models: readonly ServedModel[]): void {
  const model = models[0];
  if (!model) throw new RangeError("at least one model needed to serve");
  const answer = async (context: Context, inputs: string, given: Parameters) => {
    const generation = await prepareGeneration(model, inputs, given, context.req.raw.signal);
    return generated(model, generation);
  };
  const stream = async ({ req }: Context, inputs: string, given: Parameters) => {
    const { signal } = requestSignal(req.raw.signal);
    return generatedStream(model, await prepareGeneration(model, inputs, given, signal), signal);
  };

  app.post("/generate", jsonBody(generateRequest), async (context) => {
    const { inputs, parameters } = context.req.valid("json");
    return context.json(await answer(context, inputs, parameters));
  });
  app.post("/generate_stream", jsonBody(generateRequest), (context) => {
    const { inputs, parameters } = context.req.valid("json");
    return stream(context, inputs, parameters);
  });
  // The answer is a list here, as that of the Hub's inference is.
  app.post("/", jsonBody(compatRequest), async (context) => {
    const { inputs, parameters, stream: streamed } = context.req.valid("json");
    if (streamed) return stream(context, inputs, parameters);
    return context.json([await answer(context, inputs, parameters)]);
  });
  app.get("/health", (context) => context.body(null));
  app.get("/info", (context) =>
    context.json({
      model_id: model.id,
      model_pipeline_tag: "text-generation",
      max_total_tokens: model.maxLength,
      max_input_tokens: model.maxLength - 1,
      max_best_of: 1,
      max_stop_sequences: 16,
      router: "llm-course",
    }),
  );
}
