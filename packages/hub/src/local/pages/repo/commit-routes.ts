import { Hono } from "hono";
import { html } from "hono/html";
import type { HubEnv } from "../../api/hub-env.ts";
import { commitOf, segmentsAfter } from "../../api/repo-path.ts";
import type { HubService } from "../../service/hub-service.ts";
import { fileAddress } from "../parts/addresses.ts";
import { timeAgo } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { onRepo, openRepo } from "./open-repo.ts";
import { type PatchedFile, type PatchLine, parsePatch } from "./parse-patch.ts";
import { repoPage } from "./repo-page.ts";

const maxPatchBytes = 512 * 1024;
const maxLines = 5000;

/** What one commit changed. */
export function commitPageRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  onRepo(app, "GET", "/commit/*", async (context) => {
    const repo = await openRepo(context, service, "read");
    const { repository, base } = repo;
    const id = await commitOf(repository, segmentsAfter(context, base.split("/").length).join("/"));
    const [commit] = await repository.log(id, { limit: 1 });
    const patch = await repository.diff(id, { maxBytes: maxPatchBytes });
    const files = parsePatch(patch);
    const added = files.reduce((sum, file) => sum + file.added, 0);
    const removed = files.reduce((sum, file) => sum + file.removed, 0);
    let left = maxLines;
    const sections = files.map((file) => {
      const lines = file.lines.slice(0, Math.max(0, left));
      left -= lines.length;
      return fileSection(file, lines, fileAddress(base, "blob", id, file.name));
    });
    return repoPage(
      context,
      repo,
      { tab: "commits", title: commit?.title ?? id },
      html`<div class="panel commit-head"><h1>${commit?.title || "(no message)"}</h1>
${commit?.message ? html`<pre class="message">${commit.message}</pre>` : ""}
<p class="facts"><span>${commit?.authors.join(", ")}</span>${commit ? html`<span>${timeAgo(commit.date)}</span>` : ""}<span><code>${id}</code></span>
${commit?.parents.map((parent) => html`<span>parent <a href="${base}/commit/${parent}"><code>${parent.slice(0, 7)}</code></a></span>`)}
<span><a href="${fileAddress(base, "tree", id)}">Files at this commit</a></span></p></div>
<p class="facts"><span>${files.length} ${files.length === 1 ? "file" : "files"}</span><span>${added} lines added</span><span>${removed} removed</span></p>
${sections}
${left <= 0 || patch.length >= maxPatchBytes ? html`<p class="note">The commit is longer; only its beginning is shown. git shows all of it.</p>` : ""}`,
    );
  });
  return app;
}

const signs: Readonly<Record<PatchLine["kind"], string>> = {
  ...{ added: "+", removed: "−", context: "", hunk: "", note: "" },
};
const words: Partial<Record<PatchLine["kind"], string>> = { added: "added: ", removed: "removed: " };

function fileSection(
  { name, from, change, added, removed }: PatchedFile,
  lines: PatchLine[],
  address: string,
): Html {
  return html`<section class="panel diff"><h2>${change === "removed" ? name : html`<a href="${address}">${name}</a>`} <small>${from === undefined ? change : `renamed from ${from}`}, +${added} −${removed}</small></h2>
${
  lines.length === 0
    ? ""
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Changes of ${name}"><table class="lines"><tbody>${lines.map(
        ({ kind, text, before, after }) =>
          html`<tr class="${kind}"><td class="line">${before ?? ""}</td><td class="line">${after ?? ""}</td><td class="sign" aria-hidden="true">${signs[kind]}</td><td class="text">${words[kind] ? html`<span class="hidden">${words[kind]}</span>` : ""}${text.slice(0, 20_000)}</td></tr>`,
      )}</tbody></table></div>`
}</section>`;
}
