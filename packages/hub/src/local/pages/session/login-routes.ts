import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import type { PageOptions } from "../page-options.ts";
import { page } from "../parts/page.ts";
import { csrfField } from "./csrf.ts";
import { readForm } from "./read-form.ts";
import { safeNext } from "./safe-next.ts";
import { endSession, startSession } from "./start-session.ts";

const loginForm = z.object({
  token: z.string().trim().max(200).optional(),
  ticket: z.string().max(200).optional(),
  next: z.string().max(4000).optional(),
});

/** Paths that answer those who are not signed in, on a Hub that answers nobody else. */
export const isOpenPage = (path: string): boolean => path === "/login" || path.startsWith("/static/");

/** Signing in with a token, or with a one-time link, and out. */
export function loginRoutes(service: HubService, options: PageOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const withTicket = (context: HubContext, ticket: string, next: string) => {
    const user = options.tickets?.use(ticket);
    if (user === undefined)
      return loginPage(context, { next, problem: "The link was used already, or is too old. Use a token." });
    startSession(context, service, { user, scope: "write" }, options);
    return context.redirect(next, 303);
  };

  app.get("/login", (context) => {
    const { ticket, next: asked } = context.req.query();
    const next = safeNext(asked);
    if (ticket === undefined) return loginPage(context, { next });
    // A link on somebody else's page must not sign a visitor in as that somebody; one in a terminal may.
    const from = context.req.header("sec-fetch-site") ?? "none";
    return from === "none" ? withTicket(context, ticket, next) : confirmPage(context, ticket, next);
  });

  app.post("/login", async (context) => {
    const { token, ticket, next: asked } = await readForm(context, loginForm);
    const next = safeNext(asked);
    if (ticket !== undefined) return withTicket(context, ticket, next);
    const viewer = service.viewerOf(token);
    if (!viewer)
      return loginPage(context, { next, problem: "This is no token of this Hub, or one that has expired." });
    const { name: user, scope, token: from } = viewer;
    startSession(context, service, { user, scope, token: from }, options);
    return context.redirect(next, 303);
  });

  app.post("/logout", async (context) => {
    await readForm(context, z.object({}));
    endSession(context, service);
    return context.redirect("/", 303);
  });
  return app;
}

function loginPage(context: HubContext, { next, problem }: { next: string; problem?: string }) {
  return page(
    context,
    { title: "Sign in", narrow: true, status: problem === undefined ? 200 : 401 },
    html`<h1>Sign in</h1>
${problem === undefined ? "" : html`<p class="message error" role="alert">${problem}</p>`}
<form class="panel form" action="/login" method="post">
${csrfField(context)}<input type="hidden" name="next" value="${next}">
<label for="token">Access token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required maxlength="200" placeholder="hf_…" aria-describedby="token-help">
<p class="help" id="token-help">The Hub's first token is in the file <code>token</code> of its folder. The command that starts the Hub prints a link which needs no token, too.</p>
<button class="primary">Sign in</button>
</form>`,
  );
}

function confirmPage(context: HubContext, ticket: string, next: string) {
  return page(
    context,
    { title: "Sign in", narrow: true },
    html`<h1>Sign in</h1>
<form class="panel form" action="/login" method="post">
${csrfField(context)}<input type="hidden" name="ticket" value="${ticket}"><input type="hidden" name="next" value="${next}">
<p>You came here by a link of another page. Go on only if you trust it: what you do then is done in the name of whoever the link is for.</p>
<button class="primary">Sign in with this link</button>
</form>`,
  );
}
