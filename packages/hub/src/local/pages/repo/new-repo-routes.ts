import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { licenses } from "../../../cards/index.ts";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { signedIn } from "../../service/permissions.ts";
import { repoAddress, typeNames, withQuery } from "../parts/addresses.ts";
import { page } from "../parts/page.ts";
import { csrfField } from "../session/csrf.ts";
import { readForm } from "../session/read-form.ts";

const types = ["model", "dataset", "space"] as const;
const sdks = ["static", "gradio", "docker", "streamlit"] as const;

const form = z.object({
  type: z.enum(types),
  owner: z.string().max(100),
  name: z.string().trim().max(200),
  license: z.union([z.literal(""), z.enum(licenses)]).default(""),
  visibility: z.enum(["public", "private"]),
  sdk: z.enum(sdks).default("static"),
});

type Given = Partial<z.output<typeof form>>;

/** Making a repository. */
export function newRepoRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  app.get("/new", (context) => {
    if (!context.get("viewer")) return context.redirect(withQuery("/login", { next: context.req.path }), 303);
    const type = types.find((one) => one === context.req.query("type"));
    return newPage(context, service, { type: type ?? "model" });
  });

  app.post("/new", async (context) => {
    const given = await readForm(context, form);
    const { type, owner, name, license, visibility, sdk } = given;
    try {
      const { id } = await service.create(context.get("viewer"), {
        ...{ type, name, organization: owner, private: visibility === "private" },
        ...(license !== "" && { license }),
        ...(type === "space" && { sdk }),
      });
      return context.redirect(repoAddress(type, id), 303);
    } catch (error) {
      if (!(error instanceof HubError) || !["InvalidName", "AlreadyExists"].includes(error.code)) throw error;
      return newPage(context, service, given, error);
    }
  });
  return app;
}

function newPage(context: HubContext, service: HubService, given: Given, error?: HubError) {
  const viewer = signedIn(context.get("viewer"));
  const owners = [viewer.name, ...viewer.organizations].filter((owner) =>
    ["admin", "write"].includes(service.people.role(viewer.name, owner) ?? ""),
  );
  const option = (value: string, text: string, chosen: string | undefined) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ""}>${text}</option>`;
  const radio = (name: string, value: string, text: string, help: string, checked: boolean) =>
    html`<label class="choice"><input type="radio" name="${name}" value="${value}"${checked ? html` checked` : ""}><span><strong>${text}</strong><small>${help}</small></span></label>`;
  return page(
    context,
    { title: "New repository", narrow: true, status: error?.status },
    html`<h1>New repository</h1>
${error ? html`<p class="message error" role="alert">${error.message}</p>` : ""}
<form class="panel form" action="/new" method="post">
${csrfField(context)}
<label>Type<select name="type">${types.map((type) => option(type, typeNames[type].one, given.type))}</select></label>
<div class="row"><label>Owner<select name="owner">${owners.map((owner) => option(owner, owner, given.owner))}</select></label>
<label class="grow">Name<input name="name" value="${given.name ?? ""}" required maxlength="96" pattern="[\\w.\\-]+" spellcheck="false" autocomplete="off" aria-describedby="name-help"></label></div>
<p class="help" id="name-help">Letters, digits, -, _ and .</p>
<label>License<select name="license">${option("", "None yet", given.license)}${licenses.map((one) => option(one, one, given.license))}</select></label>
<label class="sdk">What runs it<select name="sdk">${sdks.map((sdk) => option(sdk, sdk, given.sdk))}</select></label>
<fieldset><legend>Who may see it</legend>
${radio("visibility", "public", "Public", "Everybody who can reach this Hub. Only its owners can change it.", given.visibility !== "private")}
${radio("visibility", "private", "Private", "Its owners only.", given.visibility === "private")}</fieldset>
<button class="primary">Make the repository</button>
</form>`,
  );
}
