import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { repoAddress, typeNames } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import { csrfField } from "../session/csrf.ts";
import { readForm } from "../session/read-form.ts";
import { type OpenRepo, onRepo, openRepo } from "./open-repo.ts";
import { repoPage } from "./repo-page.ts";

const settingsForm = z.object({
  visibility: z.enum(["public", "private"]),
  gated: z.enum(["no", "auto", "manual"]),
  description: z.string().trim().max(1000),
});

/** A repository's settings: who may see it, its name, its end. */
export function settingsRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  onRepo(app, "GET", "/settings", async (context) =>
    settingsPage(context, await openRepo(context, service, "write")),
  );

  onRepo(app, "POST", "/settings", async (context) => {
    const { record, base } = await openRepo(context, service, "write");
    const { visibility, gated, description } = await readForm(context, settingsForm);
    await service.settings(context.get("viewer"), record.type, record.id, {
      private: visibility === "private",
      gated: gated === "no" ? false : gated,
      description,
    });
    return context.redirect(`${base}/settings`, 303);
  });

  onRepo(app, "POST", "/settings/rename", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { record } = repo;
    const { name } = await readForm(context, z.object({ name: z.string().trim().max(300) }));
    try {
      const { id } = await service.move(context.get("viewer"), record.type, record.id, name);
      return context.redirect(`${repoAddress(record.type, id)}/settings`, 303);
    } catch (error) {
      if (!(error instanceof HubError) || error.status >= 500) throw error;
      return settingsPage(context, repo, error);
    }
  });

  onRepo(app, "POST", "/settings/delete", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { record } = repo;
    const { confirm } = await readForm(context, z.object({ confirm: z.string().trim().max(300) }));
    if (confirm !== record.id) {
      const message = `to delete the repository type its name: ${record.id}`;
      return settingsPage(context, repo, new HubError("InvalidRequest", message));
    }
    await service.delete(context.get("viewer"), record.type, record.id);
    return context.redirect(typeNames[record.type].list, 303);
  });
  return app;
}

function settingsPage(context: HubContext, repo: OpenRepo, error?: HubError) {
  const { record, base } = repo;
  const { one } = typeNames[record.type];
  const thing = one.toLowerCase();
  return repoPage(
    context,
    repo,
    { tab: "settings", title: "Settings", status: error?.status },
    html`<h1>Settings</h1>
${error ? html`<p class="message error" role="alert">${error.message}</p>` : ""}
<form class="panel form" action="${base}/settings" method="post">
<h2>Who may see it</h2>
${csrfField(context)}
${choices("visibility", record.private ? "private" : "public", [
  ["public", "Public", "Everybody who can reach this Hub."],
  ["private", "Private", "Its owners only; for others it does not exist."],
])}
<h2>Who may have its files</h2>
${choices("gated", record.gated || "no", [
  ["no", "Who may see it", "Nobody has to ask."],
  ["auto", "Who asks", "Everybody who is signed in and asks gets them; you see who did."],
  ["manual", "Whom you accept", "You decide over each who asks."],
])}
<label>Description in a line<input name="description" value="${record.description ?? ""}" maxlength="1000"></label>
<p class="actions"><button class="primary">Save</button></p>
</form>
<form class="panel form" action="${base}/settings/rename" method="post">
<h2>Rename or move</h2>
${csrfField(context)}
<label>New name, with its owner<input name="name" value="${record.id}" required maxlength="200" spellcheck="false"></label>
<p class="help">The old address ends: who has it finds nothing there.</p>
<p class="actions"><button>Rename</button></p>
</form>
<form class="panel form danger-zone" action="${base}/settings/delete" method="post">
<h2>Delete this ${thing}</h2>
${csrfField(context)}
<p>Its files and their history go for good.</p>
<label>Type <code>${record.id}</code> to delete it<input name="confirm" required autocomplete="off" spellcheck="false"></label>
<p class="actions"><button class="danger">Delete for good</button></p>
</form>`,
  );
}

function choices(
  name: string,
  chosen: string,
  all: readonly (readonly [value: string, text: string, help: string])[],
): Html {
  return html`<div class="choices" role="radiogroup" aria-label="${name}">${all.map(
    ([value, text, help]) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${value}"${value === chosen ? html` checked` : ""}><span><strong>${text}</strong><small>${help}</small></span></label>`,
  )}</div>`;
}
