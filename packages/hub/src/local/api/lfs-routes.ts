import { Hono } from "hono";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { partBytes } from "../service/multipart-uploads.ts";
import { storeCalls } from "../service/store-calls.ts";
import type { Grant } from "../service/url-signer.ts";
import { answerBytes } from "./answer-bytes.ts";
import { askForToken } from "./ask-for-token.ts";
import { contentHeaders } from "./content-headers.ts";
import { type ApiOptions, baseUrl, type HubContext, type HubEnv } from "./hub-env.ts";
import { repoOf } from "./repo-path.ts";
import { body, jsonOrForm } from "./request-body.ts";

/** Seconds that signed addresses are valid. */
const lifetime = 6 * 60 * 60;

const object = z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() });

const batchBody = z.object({
  operation: z.enum(["upload", "download"]),
  transfers: z.array(z.string()).default(["basic"]),
  hash_algo: z.enum(["sha256", "sha_256"]).default("sha256"),
  ref: z.object({ name: z.string() }).nullish(),
  objects: z.array(object).max(1000),
});

const completeBody = z.object({
  oid: z.string(),
  parts: z.array(z.object({ partNumber: z.int().positive(), etag: z.string().max(200) })).max(10_000),
});

const mediaType = "application/vnd.git-lfs+json";

/**
 * The batch API of git-lfs, and the signed addresses that it gives: upload at once or in parts, verify, download.
 * What was uploaded belongs to the one repository that the address was for.
 */
export function lfsRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const { multipartThreshold = 5 * 2 ** 30 } = options;

  const action = (context: HubContext, grant: Grant, header?: Record<string, string>) => ({
    href: service.urls.sign(baseUrl(context, options), grant, lifetime),
    ...(header && { header }),
    expires_in: lifetime,
    expires_at: new Date(Date.now() + lifetime * 1000).toISOString().replace(/\.\d+/, ""),
  });

  const batch = async (context: HubContext, given: z.output<typeof batchBody>) => {
    const { type, id: asked } = repoOf(context);
    const { operation, transfers, objects } = given;
    const access = operation === "upload" ? "write" : "read";
    const { id } = askForToken(context.get("viewer"), () =>
      service.see(context.get("viewer"), type, asked, access),
    );
    const inParts = (size: number) =>
      transfers.includes("multipart") &&
      size > 0 &&
      (size > multipartThreshold || !transfers.includes("basic"));
    const answers = await Promise.all(
      objects.map(async ({ oid, size }) => {
        const grant = { type, id, oid, size };
        const found = await service.object(type, id, oid);
        const answer = { oid, size, authenticated: true };
        if (found && found.size !== size)
          return { ...answer, error: { code: 422, message: `the object has another size: ${found.size}` } };
        if (operation === "download")
          return found
            ? { ...answer, actions: { download: action(context, { action: "download", ...grant }) } }
            : { ...answer, error: { code: 404, message: "the repository has no such object" } };
        // No action says that it is there already.
        if (found) return answer;
        const upload = inParts(size)
          ? inPartsAction(context, grant)
          : action(context, { action: "upload", ...grant });
        return { ...answer, actions: { upload, verify: action(context, { action: "verify", ...grant }) } };
      }),
    );
    const multipart = operation === "upload" && objects.some(({ size }) => inParts(size));
    context.header("Content-Type", mediaType);
    return context.body(
      JSON.stringify({ transfer: multipart ? "multipart" : "basic", objects: answers, hash_algo: "sha256" }),
    );
  };

  /** Where each part is sent is in the header, by its number, as the Hub's clients expect it. */
  const inPartsAction = (context: HubContext, grant: Omit<Grant, "action">) => {
    const upload = service.multipart.begin();
    const bytes = partBytes(grant.size, multipartThreshold);
    const header: Record<string, string> = { chunk_size: String(bytes) };
    for (let part = 1; (part - 1) * bytes < grant.size; part++) {
      const size = Math.min(bytes, grant.size - (part - 1) * bytes);
      const address: Grant = { ...grant, action: "part", size, upload, part };
      header[String(part).padStart(5, "0")] = service.urls.sign(baseUrl(context, options), address, lifetime);
    }
    return action(context, { ...grant, action: "complete", upload }, header);
  };

  for (const prefix of ["/:types{datasets|spaces}/:owner/:name", "/:owner/:name"])
    app.post(`${prefix}/info/lfs/objects/batch`, body(batchBody), (context) =>
      batch(context, context.req.valid("json")),
    );

  /** What the address allows, if the repository is still there. */
  const granted = (context: HubContext, ...actions: Grant["action"][]): Grant => {
    const grant = service.urls.verify(new URL(context.req.url));
    if (!actions.includes(grant.action))
      throw new HubError("Forbidden", `the address was signed for something else: ${grant.action}`);
    if (!service.index.get(grant.type, grant.id))
      throw new HubError("RepoNotFound", `no such repository: ${JSON.stringify(grant.id)}`);
    return grant;
  };

  app.put("/lfs/:types/:owner/:name/:oid", async (context) => {
    const { action, type, id, oid, size, upload = "", part = 0 } = granted(context, "upload", "part");
    const { body: sent, signal } = context.req.raw;
    const bytes = sent ?? new Blob([]).stream();
    if (action === "part") {
      const etag = await storeCalls(service.multipart.writePart(upload, part, { size, body: bytes, signal }));
      context.header("ETag", `"${etag}"`);
    } else {
      await storeCalls(service.blobs.write(oid, size, bytes, signal));
      await service.linkObject(type, id, oid);
    }
    return context.body(null, 200);
  });

  app.post("/lfs/:types/:owner/:name/:oid", async (context) => {
    const { action, type, id, oid, size, upload = "" } = granted(context, "verify", "complete");
    if (action === "verify") {
      const found = await service.object(type, id, oid);
      if (found?.size !== size)
        throw new HubError("EntryNotFound", `the object did not arrive; send it again: ${oid}`);
      return context.json({});
    }
    const { parts } = await jsonOrForm(context, completeBody);
    await storeCalls(service.multipart.complete(upload, oid, size, parts));
    await service.linkObject(type, id, oid);
    return context.json({});
  });

  app.get("/lfs/:types/:owner/:name/:oid", async (context) => {
    const { type, id, oid, size } = granted(context, "download");
    const found = await service.object(type, id, oid);
    if (found?.size !== size)
      throw new HubError("EntryNotFound", `the repository has no such object: ${oid}`);
    return answerBytes(context, {
      etag: oid,
      size,
      headers: contentHeaders(oid),
      open: (range) => service.readObject(type, id, oid, range),
    });
  });
  return app;
}
