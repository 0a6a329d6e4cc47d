import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubEnv } from "../../api/hub-env.ts";
import type { AccessRequest, AccessStatus } from "../../database/access-requests.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { signedIn } from "../../service/permissions.ts";
import { timeAgo } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { csrfField } from "../session/csrf.ts";
import { readForm } from "../session/read-form.ts";
import { onRepo, openRepo } from "./open-repo.ts";
import { repoPage } from "./repo-page.ts";

const decision = z.object({ user: z.string().trim().max(100), status: z.enum(["accepted", "rejected"]) });

/** Asking for access to a gated repository, deciding over it, and liking a repository. */
export function accessPageRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  onRepo(app, "POST", "/request-access", async (context) => {
    const { record, base } = await openRepo(context, service, "see");
    await readForm(context, z.object({}));
    const { name } = signedIn(context.get("viewer"));
    if (record.gated === false)
      throw new HubError("InvalidRequest", `the repository is open to all who may see it: ${record.id}`);
    service.requests.ask(record.key, name, record.gated === "auto" ? "accepted" : "pending", {});
    return context.redirect(base, 303);
  });

  onRepo(app, "POST", "/like", async (context) => {
    const { record, base } = await openRepo(context, service, "see");
    await readForm(context, z.object({}));
    const viewer = context.get("viewer");
    const before = record.likes;
    service.like(viewer, record.type, record.id, true);
    // It was liked already: the button takes it back.
    if (service.see(viewer, record.type, record.id).likes === before)
      service.like(viewer, record.type, record.id, false);
    return context.redirect(base, 303);
  });

  onRepo(app, "GET", "/access", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { record, base } = repo;
    const lists: readonly (readonly [AccessStatus, string])[] = [
      ["pending", "Waiting"],
      ["accepted", "Accepted"],
      ["rejected", "Rejected"],
    ];
    return repoPage(
      context,
      repo,
      { tab: "access", title: "Access requests" },
      html`<h1>Access requests</h1>
${record.gated ? "" : html`<p class="note">The repository is not gated: nobody has to ask.</p>`}
<form class="bar" action="${base}/access" method="post">${csrfField(context)}<input type="hidden" name="status" value="accepted">
<label class="grow"><span class="hidden">User</span><input name="user" placeholder="Name of a user" required maxlength="100" spellcheck="false"></label><button>Give access</button></form>
${lists.map(([status, title]) => {
  const requests = service.requests.list(record.key, status);
  return html`<section><h2>${title} <small>${requests.length}</small></h2>${
    requests.length === 0
      ? html`<p class="empty">Nobody.</p>`
      : html`<ul class="commits">${requests.map(
          (request) => html`<li>${person(request)}<div class="actions">
${status === "accepted" ? "" : button(context, base, request.user, "accepted", "Accept")}
${status === "rejected" ? "" : button(context, base, request.user, "rejected", status === "accepted" ? "Take away" : "Reject")}</div></li>`,
        )}</ul>`
  }</section>`;
})}`,
    );
  });

  onRepo(app, "POST", "/access", async (context) => {
    const { record, base } = await openRepo(context, service, "write");
    const { user, status } = await readForm(context, decision);
    const account = service.people.account(user);
    if (account?.kind !== "user")
      throw new HubError("AccountNotFound", `no such user: ${JSON.stringify(user)}`);
    const by = signedIn(context.get("viewer")).name;
    service.requests.handle(record.key, account.name, { status, by });
    return context.redirect(`${base}/access`, 303);
  });
  return app;
}

function person({ user, askedAt, handledBy, fields }: AccessRequest): Html {
  const said = Object.entries(fields).slice(0, 20);
  return html`<div><a class="strong" href="/${user}">${user}</a><p class="facts"><span>asked ${timeAgo(askedAt)}</span>${handledBy === undefined ? "" : html`<span>decided by ${handledBy}</span>`}${said.map(([name, value]) => html`<span>${name}: ${String(value).slice(0, 200)}</span>`)}</p></div>`;
}

function button(
  context: Parameters<typeof csrfField>[0],
  base: string,
  user: string,
  status: "accepted" | "rejected",
  text: string,
): Html {
  return html`<form action="${base}/access" method="post">${csrfField(context)}<input type="hidden" name="user" value="${user}"><button class="small" name="status" value="${status}">${text}<span class="hidden"> ${user}</span></button></form>`;
}
