import { Hono } from "hono";
import { html } from "hono/html";
import type { HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import { typeNames } from "../parts/addresses.ts";
import { page } from "../parts/page.ts";
import { repoList } from "../parts/repo-list.ts";

/** Repositories of each type on the front page. */
const newest = 6;

export function frontRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.get("/", (context) => {
    const viewer = context.get("viewer");
    const lists = (["model", "dataset", "space"] as const).map((type) => ({
      ...typeNames[type],
      type,
      items: service.list(viewer, { type, limit: newest }).items,
    }));
    return page(
      context,
      { title: "Models, datasets and spaces" },
      html`<section class="hero">
<h1>Your models, on your own machine</h1>
<p>This Hub speaks the Hugging Face Hub's API. Push a model from a notebook, clone it with git, read its card, try it here.</p>
${viewer ? html`<p><a class="button primary" href="/new">New repository</a> <a class="button" href="/${viewer.name}">Your repositories</a></p>` : html`<p><a class="button primary" href="/login">Sign in</a></p>`}
</section>
<div class="columns">${lists.map(
        ({ type, one, many, list, items }) => html`<section>
<h2><a href="${list}">${many}</a></h2>
${items.length > 0 ? html`${repoList(items)}<p><a href="${list}">All ${many.toLowerCase()}</a></p>` : html`<p class="empty">No ${many.toLowerCase()} yet.${viewer ? html` <a href="/new?type=${type}">Make the first ${one.toLowerCase()}</a>` : ""}</p>`}
</section>`,
      )}</div>`,
    );
  });
  return app;
}
