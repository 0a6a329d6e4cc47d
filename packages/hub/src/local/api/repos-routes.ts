import { Hono } from "hono";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { signedIn } from "../service/permissions.ts";
import { type ApiOptions, baseUrl, type HubContext, type HubEnv } from "./hub-env.ts";
import { repoOf, repoRoute, typePrefix } from "./repo-path.ts";
import { body } from "./request-body.ts";

const repoType = z
  .enum(["model", "dataset", "space"])
  .nullish()
  .transform((type) => type ?? "model");
const visibility = z.enum(["public", "private"]).nullish();
const gated = z.union([z.literal(false), z.enum(["auto", "manual"])]);

const file = z
  .strictObject({
    path: z.string(),
    content: z.string(),
    encoding: z.enum(["utf-8", "base64"]).default("utf-8"),
  })
  .transform(({ path, content, encoding }) => ({ path, content: Buffer.from(content, encoding) }));

const createBody = z.strictObject({
  name: z.string(),
  organization: z.string().nullish(),
  type: repoType,
  visibility,
  private: z.boolean().nullish(),
  license: z.string().max(200).nullish(),
  sdk: z.enum(["static", "gradio", "docker", "streamlit"]).nullish(),
  files: z.array(file).max(100).nullish(),
});

const deleteBody = z.strictObject({ name: z.string(), organization: z.string().nullish(), type: repoType });

const moveBody = z.strictObject({ fromRepo: z.string(), toRepo: z.string(), type: repoType });

const settingsBody = z.strictObject({
  visibility,
  private: z.boolean().nullish(),
  gated: gated.nullish(),
  description: z.string().max(1000).nullish(),
});

const isPrivate = (given: {
  visibility?: string | null | undefined;
  private?: boolean | null | undefined;
}) => (given.visibility ? given.visibility === "private" : (given.private ?? undefined));

/** Making, removing, renaming repositories and changing their settings. */
export function reposRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const urlOf = (context: HubContext, type: "model" | "dataset" | "space", id: string) =>
    `${baseUrl(context, options)}/${typePrefix(type)}${id}`;

  app.post("/api/repos/create", body(createBody), async (context) => {
    const given = context.req.valid("json");
    const { type, name, organization, license, sdk, files } = given;
    if (type === "space" && !sdk)
      throw new HubError("InvalidRequest", "a space needs an sdk; give static, gradio, docker or streamlit");
    try {
      const { id } = await service.create(context.get("viewer"), {
        ...{ type, name, private: isPrivate(given) },
        organization: organization ?? undefined,
        license: license ?? undefined,
        sdk: type === "space" ? (sdk ?? undefined) : undefined,
        files: files ?? undefined,
      });
      return context.json({ url: urlOf(context, type, id), name: id, id });
    } catch (error) {
      // Clients that do not mind go on with the address in this answer.
      if (!(error instanceof HubError) || typeof error.data.id !== "string") throw error;
      throw new HubError(error.code, error.message, { data: { url: urlOf(context, type, error.data.id) } });
    }
  });

  app.delete("/api/repos/delete", body(deleteBody), async (context) => {
    const { type, name, organization } = context.req.valid("json");
    const viewer = context.get("viewer");
    await service.delete(viewer, type, `${organization ?? signedIn(viewer).name}/${name}`);
    return context.body(null, 200);
  });

  app.post("/api/repos/move", body(moveBody), async (context) => {
    const { type, fromRepo, toRepo } = context.req.valid("json");
    const { id } = await service.move(context.get("viewer"), type, fromRepo, toRepo);
    return context.json({ url: urlOf(context, type, id), id });
  });

  app.put(`${repoRoute}/settings`, body(settingsBody), async (context) => {
    const { type, id } = repoOf(context);
    const given = context.req.valid("json");
    const { gated, description } = given;
    const hidden = isPrivate(given);
    const record = await service.settings(context.get("viewer"), type, id, {
      ...(hidden !== undefined && { private: hidden }),
      ...(gated !== null && gated !== undefined && { gated }),
      ...(typeof description === "string" && { description }),
    });
    return context.json({ private: record.private, gated: record.gated, description: record.description });
  });

  app.on(["POST", "DELETE"], `${repoRoute}/like`, (context) => {
    const { type, id } = repoOf(context);
    service.like(context.get("viewer"), type, id, context.req.method === "POST");
    return context.json({ success: true });
  });
  return app;
}
