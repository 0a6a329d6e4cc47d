import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { signedIn } from "../../service/permissions.ts";
import { withQuery } from "../parts/addresses.ts";
import { timeAgo } from "../parts/format.ts";
import { page } from "../parts/page.ts";
import { csrfField } from "../session/csrf.ts";
import { readForm } from "../session/read-form.ts";

const address = "/settings/tokens";
const day = 24 * 60 * 60 * 1000;

const form = z.object({
  name: z.string().trim().min(1).max(100),
  scope: z.enum(["read", "write"]),
  days: z.enum(["", "1", "7", "30", "365"]).default(""),
});

/** The access tokens of whoever is signed in: made, shown once, revoked. */
export function tokenRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  app.get(address, (context) =>
    context.get("viewer")
      ? tokensPage(context, service)
      : context.redirect(withQuery("/login", { next: address }), 303),
  );

  app.post(address, async (context) => {
    const { name, scope, days } = await readForm(context, form);
    const viewer = signedIn(context.get("viewer"));
    if (scope === "write") requireWrite(viewer.scope);
    const expires = days === "" ? undefined : new Date(Date.now() + Number(days) * day);
    // Not after a redirect: the token is in this one answer, which no browser keeps.
    return tokensPage(context, service, service.createToken(viewer.name, { name, scope, expires }));
  });

  app.post(`${address}/revoke`, async (context) => {
    const { id } = await readForm(context, z.object({ id: z.string().max(100) }));
    const viewer = signedIn(context.get("viewer"));
    requireWrite(viewer.scope);
    service.people.deleteToken(viewer.name, id);
    return context.redirect(address, 303);
  });
  return app;
}

function requireWrite(scope: "read" | "write"): void {
  if (scope === "write") return;
  throw new HubError("Forbidden", "you are signed in with a token for reading; sign in with one for writing");
}

function tokensPage(context: HubContext, service: HubService, created?: string) {
  const { name } = signedIn(context.get("viewer"));
  const tokens = service.people.tokens(name);
  return page(
    context,
    { title: "Access tokens", narrow: true },
    html`<h1>Access tokens</h1>
<p>Programs show a token in place of a password: <code>HF_TOKEN</code> for Hugging Face's libraries, the password for git.</p>
${
  created === undefined
    ? ""
    : html`<div class="message good" role="status"><p><label for="new-token">Your new token. Copy it now: it is not shown again.</label></p><input id="new-token" class="token" readonly value="${created}"></div>`
}
<h2>Yours</h2>
${
  tokens.length === 0
    ? html`<p class="empty">You have none.</p>`
    : html`<ul class="commits">${tokens.map(
        ({ id, name, scope, createdAt, expiresAt }) => html`<li><div><span class="strong">${name}</span>
<p class="facts"><span>${scope === "write" ? "Read and write" : "Read"}</span><span>made ${timeAgo(createdAt)}</span>${expiresAt === undefined ? "" : html`<span>${expiresAt.getTime() < Date.now() ? "expired" : `until ${expiresAt.toISOString().slice(0, 10)}`}</span>`}</p></div>
<form action="${address}/revoke" method="post">${csrfField(context)}<button class="small danger" name="id" value="${id}">Revoke<span class="hidden"> ${name}</span></button></form></li>`,
      )}</ul>`
}
<h2>New token</h2>
<form class="panel form" action="${address}" method="post">
${csrfField(context)}
<label>Name, for yourself<input name="name" required maxlength="100"></label>
<div class="row"><label>What it may do<select name="scope"><option value="read">Read</option><option value="write">Read and write</option></select></label>
<label>How long<select name="days"><option value="">Until you revoke it</option><option value="1">A day</option><option value="7">A week</option><option value="30">30 days</option><option value="365">A year</option></select></label></div>
<button class="primary">Make a token</button>
</form>`,
  );
}
