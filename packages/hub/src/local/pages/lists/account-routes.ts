import { Hono } from "hono";
import { html } from "hono/html";
import type { HubEnv } from "../../api/hub-env.ts";
import type { Account } from "../../database/people.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { typeNames, withQuery } from "../parts/addresses.ts";
import { timeAgo } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { page } from "../parts/page.ts";
import { repoList } from "../parts/repo-list.ts";

const shown = 20;

/** The page of a user or an organization: what is theirs, and who belongs to it. */
export function accountRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.get("/:account", (context) => {
    const name = context.req.param("account");
    const account = service.people.account(name);
    if (!account) throw new HubError("AccountNotFound", `no such page, user or organization: ${name}`);
    const viewer = context.get("viewer");
    const counts = service.index.counts(account.name, service.permissions.namespaces(viewer));
    const people =
      account.kind === "org"
        ? service.people.members(account.name)
        : service.people.organizationsOf(account.name);
    const lists = (["model", "dataset", "space"] as const).map((type) => {
      const { items } = service.list(viewer, { type, author: account.name, limit: shown });
      const { many, list } = typeNames[type];
      const more = counts[type] > items.length;
      return html`<section>
<h2>${many} <small>${counts[type]}</small></h2>
${items.length > 0 ? repoList(items) : html`<p class="empty">None.</p>`}
${more ? html`<p><a href="${withQuery(list, { author: account.name })}">All ${counts[type]}</a></p>` : ""}
</section>`;
    });
    return page(
      context,
      { title: account.name },
      html`<div class="with-side">
<aside aria-label="About">${profile(account, people)}</aside>
<div><h1 class="hidden">Repositories of ${account.name}</h1>${lists}</div>
</div>`,
    );
  });
  return app;
}

function profile(
  { name, fullname, kind, createdAt }: Account,
  people: readonly (Account & { role: string })[],
): Html {
  const title = kind === "org" ? "Members" : "Organizations";
  return html`<div class="profile"><span class="avatar" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span>
<p class="name">${fullname}</p>${fullname === name ? "" : html`<p>${name}</p>`}
<p class="facts"><span>${kind === "org" ? "Organization" : "User"}</span><span>since ${timeAgo(createdAt)}</span></p></div>
${people.length > 0 ? html`<section><h2>${title}</h2><ul class="plain">${people.map((one) => html`<li><a href="/${one.name}">${one.name}</a> <small>${one.role}</small></li>`)}</ul></section>` : ""}`;
}
