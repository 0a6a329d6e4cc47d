import { Hono } from "hono";
import { z } from "zod";
import { validateCard } from "../../cards/index.ts";
import type { HubEnv } from "./hub-env.ts";
import { body } from "./request-body.ts";

const yamlBody = z.strictObject({
  content: z.string().max(2 ** 20),
  repoType: z
    .enum(["model", "dataset", "space"])
    .nullish()
    .transform((type) => type ?? "model"),
});

/** Whether a card is valid: 400 where it is not, with the reasons. */
export function yamlRoutes(): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.post("/api/validate-yaml", body(yamlBody), (context) => {
    const { content, repoType } = context.req.valid("json");
    const { errors, warnings } = validateCard(content, repoType);
    return context.json({ errors, warnings }, errors.length > 0 ? 400 : 200);
  });
  return app;
}
