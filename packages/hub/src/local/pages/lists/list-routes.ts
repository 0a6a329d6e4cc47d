import { Hono } from "hono";
import { html } from "hono/html";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import type { RepoType } from "../../service/repo-record.ts";
import { typeNames, withQuery } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import { page } from "../parts/page.ts";
import { repoList } from "../parts/repo-list.ts";
import { meaningOf } from "../parts/tags.ts";
import { taskName } from "../parts/task-name.ts";
import { facetList } from "./facets.ts";
import { type Filters, readFilters, sortNames, toQuery } from "./filters.ts";

/** Lists of models, datasets and spaces, with search and filters that are all in the address. */
export function listPageRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const list = (context: HubContext, type: RepoType) => {
    const filters = readFilters(new URL(context.req.url));
    const viewer = context.get("viewer");
    const { items, next } = service.list(viewer, toQuery(type, filters));
    const tags = service.index.tags(type, service.permissions.namespaces(viewer));
    const { many, list } = typeNames[type];
    const section = list.slice(1) as "models" | "datasets" | "spaces";
    const facets = facetList(type, filters, tags);
    return page(
      context,
      { title: many, section },
      html`<div class="with-side list">
<h1>${many}</h1>
<aside aria-label="Filters"><details class="filters" open><summary><h2>Filters</h2></summary>${facets}</details></aside>
<div>
${searchForm(list, filters)}
${chosen(type, list, filters)}
<h2 class="hidden">${many} like this</h2>
${items.length > 0 ? repoList(items) : nothing(filters, context, type)}
${pager(list, filters, next)}
</div>
</div>`,
    );
  };

  for (const type of ["model", "dataset", "space"] as const)
    app.get(typeNames[type].list, (context) => list(context, type));
  return app;
}

function searchForm(list: string, { search, sort, author, task, library, license, tag }: Filters): Html {
  const kept = Object.entries({ author, task, library, license }).filter(([, value]) => value !== undefined);
  return html`<form class="bar" action="${list}" method="get" role="search" aria-label="In this list">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${tag.map((value) => html`<input type="hidden" name="tag" value="${value}">`)}
<label class="grow"><span class="hidden">Words in the name</span><input type="search" name="search" value="${search ?? ""}" placeholder="Words in the name" maxlength="200"></label>
<label><span class="hidden">Order</span><select name="sort">${sortNames.map(
    ([value, name]) =>
      html`<option value="${value}"${value === sort ? html` selected` : ""}>${name}</option>`,
  )}</select></label>
<button>Show</button>
</form>`;
}

/** The filters that are set, each a link to the list without it. */
function chosen(type: RepoType, list: string, filters: Filters): Html {
  const without = (change: Partial<Filters>) => withQuery(list, { ...filters, cursor: undefined, ...change });
  const { search, author, task, library, license, tag } = filters;
  const all: (readonly [text: string, address: string])[] = [
    ...(search === undefined ? [] : ([[`“${search}”`, without({ search: undefined })]] as const)),
    ...(author === undefined ? [] : ([[`by ${author}`, without({ author: undefined })]] as const)),
    ...(task === undefined ? [] : ([[taskName(task), without({ task: undefined })]] as const)),
    ...(library === undefined ? [] : ([[library, without({ library: undefined })]] as const)),
    ...(license === undefined ? [] : ([[license, without({ license: undefined })]] as const)),
    ...tag.map(
      (one) => [meaningOf(one, type).text, without({ tag: tag.filter((other) => other !== one) })] as const,
    ),
  ];
  if (all.length === 0) return html``;
  return html`<ul class="tags chosen" aria-label="Filters that are set">${all.map(
    ([text, address]) =>
      html`<li><a class="tag" href="${address}"><span class="hidden">Remove the filter </span>${text} <span aria-hidden="true">×</span></a></li>`,
  )}<li><a href="${list}">Remove all</a></li></ul>`;
}

function nothing(filters: Filters, context: HubContext, type: RepoType): Html {
  const { one, many, list } = typeNames[type];
  const { sort: _, tag, ...others } = filters;
  const filtered = tag.length > 0 || Object.values(others).some((value) => value !== undefined);
  return html`<div class="empty"><p>${filtered ? html`No ${many.toLowerCase()} like this. <a href="${list}">Show all</a>` : `There are no ${many.toLowerCase()} yet.`}</p>${context.get("viewer") ? html`<p><a class="button" href="/new?type=${type}">New ${one.toLowerCase()}</a></p>` : ""}</div>`;
}

function pager(list: string, filters: Filters, next: string | undefined): Html {
  if (next === undefined && filters.cursor === undefined) return html``;
  return html`<nav class="pager" aria-label="Pages">
${filters.cursor === undefined ? "" : html`<a class="button" href="${withQuery(list, { ...filters, cursor: undefined })}">First page</a>`}
${next === undefined ? "" : html`<a class="button" rel="next" href="${withQuery(list, { ...filters, cursor: next })}">Next page</a>`}
</nav>`;
}
