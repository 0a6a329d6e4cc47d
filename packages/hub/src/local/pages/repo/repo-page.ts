import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import { fileAddress, typeNames } from "../parts/addresses.ts";
import type { Content, Html } from "../parts/html.ts";
import { page } from "../parts/page.ts";
import { badges, plural } from "../parts/repo-list.ts";
import { csrfField } from "../session/csrf.ts";
import type { OpenRepo } from "./open-repo.ts";

export type Tab = "card" | "files" | "commits" | "access" | "settings";

export interface RepoPageHead {
  tab: Tab;
  /** Before the repository's name in the window's title. */
  title?: string | undefined;
  /** Default: 200. */
  status?: number | undefined;
}

/** A page of a repository, below its name and tabs. */
export function repoPage(
  context: HubContext,
  repo: OpenRepo,
  { tab, title, status }: RepoPageHead,
  body: Content,
): Response | Promise<Response> {
  const { record } = repo;
  const { one, list } = typeNames[record.type];
  const name = record.type === "model" ? record.id : `${record.id} (${one.toLowerCase()})`;
  return page(
    context,
    {
      title: title === undefined ? name : `${title} · ${name}`,
      section: list.slice(1) as "models" | "datasets" | "spaces",
      status,
    },
    html`<div class="repo-head">${heading(context, repo)}${tabs(repo, tab)}</div>
${body}`,
  );
}

function heading(context: HubContext, { record, base }: OpenRepo): Html {
  const [owner = "", name = ""] = record.id.split("/");
  const { one } = typeNames[record.type];
  const viewer = context.get("viewer");
  return html`<div class="title">
<p class="name"><span class="kind">${one}</span> <a href="/${owner}">${owner}</a><span class="owner">/</span><a class="strong" href="${base}">${name}</a> ${badges(record)}</p>
${viewer ? html`<form action="${base}/like" method="post">${csrfField(context)}<button class="small" name="liked" value="toggle">${plural(record.likes, "like")}<span class="hidden">; like it, or take it back</span> <span aria-hidden="true">♥</span></button></form>` : html`<span class="facts">${plural(record.likes, "like")}</span>`}
</div>
${record.description ? html`<p class="description">${record.description}</p>` : ""}`;
}

function tabs({ base, record, repository, mayWrite }: OpenRepo, current: Tab): Html {
  const { one } = typeNames[record.type];
  const branch = repository.defaultBranch;
  const all: (readonly [tab: Tab, text: string, address: string])[] = [
    ["card", `${one} card`, base],
    ["files", "Files", fileAddress(base, "tree", branch)],
    ["commits", "Commits", fileAddress(base, "commits", branch)],
    ...(mayWrite && record.gated ? ([["access", "Access requests", `${base}/access`]] as const) : []),
    ...(mayWrite ? ([["settings", "Settings", `${base}/settings`]] as const) : []),
  ];
  return html`<nav class="tabs" aria-label="Of this ${one.toLowerCase()}"><ul>${all.map(
    ([tab, text, address]) =>
      html`<li><a href="${address}"${tab === current ? html` aria-current="page"` : ""}>${text}</a></li>`,
  )}</ul></nav>`;
}
