import { Hono } from "hono";
import { z } from "zod";
import type { AccessRequest } from "../database/access-requests.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { mayWrite, signedIn } from "../service/permissions.ts";
import type { HubContext, HubEnv } from "./hub-env.ts";
import { repoOf, repoRoute } from "./repo-path.ts";
import { body, jsonOrForm } from "./request-body.ts";

const status = z.enum(["pending", "accepted", "rejected"]);
/** Answers to what the card's `extra_gated_fields` ask for. */
const fields = z.record(z.string().max(200), z.unknown());
const handleBody = z.object({ user: z.string(), status, rejectionReason: z.string().max(200).nullish() });
const grantBody = z.object({ user: z.string() });

/** Asking for access to a gated repository, and deciding over it. */
export function accessRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const ask = async (context: HubContext) => {
    const { type, id } = repoOf(context);
    const record = service.see(context.get("viewer"), type, id);
    const { name } = mayWrite(context.get("viewer"));
    if (record.gated === false)
      throw new HubError("InvalidRequest", `the repository is open to all who may see it: ${record.id}`);
    const answers = await jsonOrForm(context, fields);
    service.requests.ask(record.key, name, record.gated === "auto" ? "accepted" : "pending", answers);
    return context.json({ status: service.requests.get(record.key, name)?.status });
  };
  app.post("/:types{datasets|spaces}/:owner/:name/ask-access", ask);
  app.post("/:owner/:name/ask-access", ask);

  app.post(`${repoRoute}/user-access-request/cancel`, (context) => {
    const { type, id } = repoOf(context);
    const { key } = service.see(context.get("viewer"), type, id);
    service.requests.cancel(key, mayWrite(context.get("viewer")).name);
    return context.json({ success: true });
  });

  app.get(`${repoRoute}/user-access-request/:status{pending|accepted|rejected}`, (context) => {
    const { type, id } = repoOf(context);
    const { key } = service.see(context.get("viewer"), type, id, "write");
    const requests = service.requests.list(key, status.parse(context.req.param("status")));
    return context.json(requests.map(requestJson));
  });

  app.post(`${repoRoute}/user-access-request/handle`, body(handleBody), (context) => {
    const { type, id } = repoOf(context);
    const { key } = service.see(context.get("viewer"), type, id, "write");
    const { user, status, rejectionReason } = context.req.valid("json");
    if (!service.requests.get(key, user))
      throw new HubError("AccountNotFound", `this user has not asked for access: ${JSON.stringify(user)}`);
    const by = signedIn(context.get("viewer")).name;
    service.requests.handle(key, user, { status, by, rejectionReason: rejectionReason ?? undefined });
    return context.json({ success: true });
  });

  app.post(`${repoRoute}/user-access-request/grant`, body(grantBody), (context) => {
    const { type, id } = repoOf(context);
    const { key } = service.see(context.get("viewer"), type, id, "write");
    const { user } = context.req.valid("json");
    const account = service.people.account(user);
    if (account?.kind !== "user")
      throw new HubError("AccountNotFound", `no such user: ${JSON.stringify(user)}`);
    const by = signedIn(context.get("viewer")).name;
    service.requests.handle(key, account.name, { status: "accepted", by });
    return context.json({ success: true });
  });

  const requestJson = (request: AccessRequest) => ({
    user: {
      user: request.user,
      fullname: service.people.account(request.user)?.fullname ?? request.user,
      type: "user",
    },
    status: request.status,
    timestamp: request.askedAt.toISOString(),
    fields: request.fields,
    ...(request.handledBy !== undefined && { grantedBy: { user: request.handledBy, type: "user" } }),
    ...(request.rejectionReason !== undefined && { rejectionReason: request.rejectionReason }),
  });
  return app;
}
