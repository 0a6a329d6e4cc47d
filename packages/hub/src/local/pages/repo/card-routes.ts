import { Hono } from "hono";
import { html } from "hono/html";
import { baseUrl, type HubContext, type HubEnv } from "../../api/hub-env.ts";
import { readSmallFile } from "../../service/commit-files.ts";
import type { HubService } from "../../service/hub-service.ts";
import type { PageOptions } from "../page-options.ts";
import { fileAddress, typeNames } from "../parts/addresses.ts";
import { formatCount, timeAgo } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { tagList } from "../parts/tags.ts";
import { widgetSection } from "../widget/widget-section.ts";
import { cardHtml } from "./card-html.ts";
import { gateSection } from "./gate-section.ts";
import { type OpenRepo, onRepo, openRepo } from "./open-repo.ts";
import { repoPage } from "./repo-page.ts";
import { resultsTable } from "./results-table.ts";

/** The first page of a repository: its card, what its metadata says, and the widget that tries a model. */
export function cardRoutes(service: HubService, options: PageOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  onRepo(app, "GET", "", async (context) => {
    const repo = await openRepo(context, service, "see");
    return cardPage(context, service, options, repo);
  });
  return app;
}

async function cardPage(context: HubContext, service: HubService, options: PageOptions, repo: OpenRepo) {
  const { record, repository, base, mayWrite } = repo;
  const text = await readSmallFile(repository, record.sha, "README.md");
  const { one } = typeNames[record.type];
  const branch = repository.defaultBranch;
  const edit =
    mayWrite &&
    html`<a class="button small" href="${fileAddress(base, "edit", branch, "README.md")}">Edit the card</a>`;
  const card =
    text === undefined
      ? html`<div class="empty"><p>This ${one.toLowerCase()} has no card, a file README.md which says what it is for.</p>${
          mayWrite
            ? html`<p><a class="button primary" href="${fileAddress(base, "new", branch, "README.md")}">Write the card</a> <a class="button" href="${fileAddress(base, "upload", branch)}">Upload files</a></p>`
            : ""
        }</div>`
      : html`<article class="card prose" aria-label="${one} card">${cardHtml(text, base, branch)}</article>`;
  const gate = gateSection(context, service, repo);
  return repoPage(
    context,
    repo,
    { tab: "card" },
    html`<h1 class="hidden">${record.id}</h1>
${tagList(record)}
<div class="with-side right">
<div>${edit ? html`<p class="actions">${edit}</p>` : ""}${card}</div>
<aside aria-label="About this ${one.toLowerCase()}">
${gate ?? ""}${record.type === "model" && !gate ? await widgetSection(context, repo, options) : ""}
${facts(record.type, repo)}
${resultsTable(record.cardData?.["model-index"])}
${useSection(context, repo, options)}
</aside>
</div>`,
  );
}

function facts(type: string, { record }: OpenRepo): Html {
  const { libraryName, downloads, lastModified, createdAt, cardData } = record;
  const license = typeof cardData?.license === "string" ? cardData.license : undefined;
  return html`<section><h2>About</h2><dl class="facts-list">
${license === undefined ? "" : html`<div><dt>License</dt><dd>${license}</dd></div>`}
${libraryName === undefined ? "" : html`<div><dt>Library</dt><dd>${libraryName}</dd></div>`}
${type === "space" ? "" : html`<div><dt>Downloads</dt><dd>${formatCount(downloads)}</dd></div>`}
<div><dt>Updated</dt><dd>${timeAgo(lastModified)}</dd></div>
<div><dt>Made</dt><dd>${timeAgo(createdAt)}</dd></div>
</dl></section>`;
}

function useSection(context: HubContext, { base, record }: OpenRepo, options: PageOptions): Html {
  const hub = baseUrl(context, options);
  const type = record.type === "model" ? "" : `, repoType: "${record.type}"`;
  return html`<section><h2>Get it</h2>
<p>With git, and git-lfs for large files:</p>
<pre class="code-box" tabindex="0"><code>git clone ${hub}${base}</code></pre>
<p>From a notebook:</p>
<pre class="code-box" tabindex="0"><code>import { snapshotDownload } from "@llm-course/hub";

const folder = await snapshotDownload({
  repo: "${record.id}"${type},
  endpoint: "${hub}",
});</code></pre></section>`;
}
