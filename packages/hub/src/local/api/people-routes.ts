import { Hono } from "hono";
import type { Account } from "../database/people.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { signedIn } from "../service/permissions.ts";
import type { HubContext, HubEnv } from "./hub-env.ts";

/** Who one is, and what is to be known of users and organizations. */
export function peopleRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const { people } = service;

  app.get("/api/whoami-v2", (context) => {
    const { name, scope, token } = signedIn(context.get("viewer"));
    const account = people.account(name) as Account;
    return context.json({
      ...entity(account),
      email: `${name}@users.noreply.localhost`,
      emailVerified: true,
      isPro: false,
      billingMode: "prepaid",
      orgs: people.organizationsOf(name).map((one) => ({ ...entity(one), email: null, roleInOrg: one.role })),
      auth: {
        type: "access_token",
        accessToken: { displayName: token.name, role: scope, createdAt: token.createdAt.toISOString() },
        ...(token.expiresAt && { expiresAt: token.expiresAt.toISOString() }),
      },
    });
  });

  app.get("/api/users/:user/overview", (context) => {
    const account = find(context.req.param("user"), "user");
    return context.json({
      ...profile(account),
      user: account.name,
      isPro: false,
      ...counts(context, account),
      orgs: people.organizationsOf(account.name).map(profile),
    });
  });

  app.get("/api/organizations/:organization/overview", (context) => {
    const account = find(context.req.param("organization"), "org");
    const numUsers = people.members(account.name).length;
    return context.json({ ...profile(account), ...counts(context, account), numUsers });
  });

  app.get("/api/organizations/:organization/members", (context) => {
    const account = find(context.req.param("organization"), "org");
    const members = people.members(account.name);
    return context.json(
      members.map((one) => ({ ...profile(one), user: one.name, isPro: false, role: one.role })),
    );
  });

  const find = (name: string, kind: Account["kind"]): Account => {
    const account = people.account(name);
    if (account?.kind === kind) return account;
    throw new HubError(
      "AccountNotFound",
      `no such ${kind === "user" ? "user" : "organization"}: ${JSON.stringify(name)}`,
    );
  };

  const counts = (context: HubContext, { name }: Account) => {
    const { model, dataset, space } = service.index.counts(
      name,
      service.permissions.namespaces(context.get("viewer")),
    );
    return { numModels: model, numDatasets: dataset, numSpaces: space };
  };
  return app;
}

const entity = ({ id, kind, name, fullname }: Account) => ({
  type: kind,
  id,
  name,
  fullname,
  canPay: false,
  periodEnd: null,
  avatarUrl: "",
});

const profile = ({ id, kind, name, fullname, createdAt }: Account) => ({
  _id: id,
  type: kind,
  name,
  fullname,
  avatarUrl: "",
  createdAt: createdAt.toISOString(),
});
