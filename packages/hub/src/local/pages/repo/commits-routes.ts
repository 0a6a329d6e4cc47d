import { Hono } from "hono";
import { html } from "hono/html";
import type { HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import { storeCalls } from "../../service/store-calls.ts";
import type { Commit } from "../../store/types.ts";
import { fileAddress, withQuery } from "../parts/addresses.ts";
import { timeAgo } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { breadcrumbs } from "./breadcrumbs.ts";
import { onRepo, openRepo, placeOf } from "./open-repo.ts";
import { repoPage } from "./repo-page.ts";
import { revisionChooser } from "./revision-chooser.ts";

const perPage = 30;
const maxPage = 100_000;

/** The history of a branch, tag or commit, or of a file in it. */
export function commitsRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  onRepo(app, "GET", "/commits/*", async (context) => {
    const repo = await openRepo(context, service, "read");
    const { repository, base } = repo;
    const place = await placeOf(context, repo);
    const { revision, commit, path } = place;
    const number = Math.min(maxPage, Math.max(1, Math.floor(Number(context.req.query("page") ?? 1)) || 1));
    const options = { limit: perPage + 1, skip: (number - 1) * perPage, ...(path !== "" && { path }) };
    const found = await storeCalls(repository.log(commit, options));
    const total = path === "" ? await repository.countCommits(commit) : undefined;
    const address = fileAddress(base, "commits", revision, path);
    const to = (page: number) => withQuery(address, { page: page === 1 ? undefined : String(page) });
    return repoPage(
      context,
      repo,
      { tab: "commits", title: path === "" ? "Commits" : `History of ${path}` },
      html`<h1 class="hidden">Commits</h1>
<div class="bar">${await revisionChooser(repo, "commits", place)}${breadcrumbs(repo, place)}<span class="grow"></span>${total === undefined ? "" : html`<span class="facts">${total} ${total === 1 ? "commit" : "commits"}</span>`}</div>
<ol class="commits">${found.slice(0, perPage).map((one) => commitItem(base, one))}</ol>
${found.length === 0 ? html`<p class="empty">There are no commits here.</p>` : ""}
${
  number > 1 || found.length > perPage
    ? html`<nav class="pager" aria-label="Pages">${number > 1 ? html`<a class="button" rel="prev" href="${to(number - 1)}">Newer</a>` : ""}${found.length > perPage ? html`<a class="button" rel="next" href="${to(number + 1)}">Older</a>` : ""}</nav>`
    : ""
}`,
    );
  });
  return app;
}

function commitItem(base: string, { id, title, authors, date }: Commit): Html {
  return html`<li><div><a class="strong" href="${base}/commit/${id}">${title || "(no message)"}</a>
<p class="facts"><span>${authors.join(", ")}</span><span>${timeAgo(date)}</span></p></div>
<a class="code-link" href="${fileAddress(base, "tree", id)}" title="The files of this commit"><span class="hidden">Files of commit </span><code>${id.slice(0, 7)}</code></a></li>`;
}
