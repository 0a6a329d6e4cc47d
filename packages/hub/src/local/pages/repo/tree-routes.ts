import { Hono } from "hono";
import { html } from "hono/html";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import { storeCalls } from "../../service/store-calls.ts";
import type { Commit, TreeEntry } from "../../store/types.ts";
import { fileAddress } from "../parts/addresses.ts";
import { formatBytes, timeAgo } from "../parts/format.ts";
import type { Content, Html } from "../parts/html.ts";
import { filePreview } from "../preview/file-preview.ts";
import { breadcrumbs } from "./breadcrumbs.ts";
import { noSuchFile, type OpenRepo, onRepo, openRepo, type Place, placeOf } from "./open-repo.ts";
import { repoPage } from "./repo-page.ts";
import { isBranch, revisionChooser } from "./revision-chooser.ts";

/** Entries of one folder that a page shows. */
const maxEntries = 1000;

/** Folders and files. */
export function treeRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const show = async (context: HubContext) => {
    const repo = await openRepo(context, service, "read");
    const place = await placeOf(context, repo);
    const entry =
      place.path === "" ? undefined : await storeCalls(repo.repository.entry(place.commit, place.path));
    if (place.path !== "" && !entry) throw noSuchFile(place.path);
    return entry?.type === "file"
      ? filePage(context, service, repo, place, entry)
      : folderPage(context, repo, place);
  };
  onRepo(app, "GET", "/tree/*", show);
  onRepo(app, "GET", "/tree", show);
  onRepo(app, "GET", "/blob/*", show);
  return app;
}

async function folderPage(context: HubContext, repo: OpenRepo, place: Place) {
  const { repository, base, mayWrite } = repo;
  const { revision, commit, path } = place;
  const entries = await storeCalls(repository.tree(commit, { path }));
  const shown = entries
    .toSorted((a, b) => Number(b.type === "directory") - Number(a.type === "directory"))
    .slice(0, maxEntries);
  const last = await repository.lastCommits(
    commit,
    shown.map((entry) => entry.path),
  );
  const change = mayWrite && (await isBranch(repo, revision));
  const up = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  return repoPage(
    context,
    repo,
    { tab: "files", title: path === "" ? "Files" : path },
    html`<h1 class="hidden">Files${path === "" ? "" : ` in ${path}`}</h1>
<div class="bar">${await revisionChooser(repo, "tree", place)}${breadcrumbs(repo, place)}<span class="grow"></span>
${change ? html`<a class="button small" href="${fileAddress(base, "new", revision, path)}">New file</a><a class="button small" href="${fileAddress(base, "upload", revision, path)}">Upload files</a>` : ""}</div>
<div class="scroll"><table class="files">
<thead class="hidden"><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Last commit</th><th scope="col">When</th></tr></thead>
<tbody>${path === "" ? "" : html`<tr><td colspan="4"><a href="${fileAddress(base, "tree", revision, up)}">.. <span class="hidden">(folder above)</span></a></td></tr>`}
${shown.map((entry) => row(base, revision, entry, last.get(entry.path)))}</tbody></table></div>
${entries.length > maxEntries ? html`<p class="note">The first ${maxEntries} of ${entries.length} are shown.</p>` : ""}
${shown.length === 0 ? html`<p class="empty">There are no files.</p>` : ""}`,
  );
}

function row(base: string, revision: string, entry: TreeEntry, commit: Commit | undefined): Html {
  const name = entry.path.split("/").at(-1) ?? entry.path;
  const isFolder = entry.type === "directory";
  const address = fileAddress(base, isFolder ? "tree" : "blob", revision, entry.path);
  return html`<tr><td class="file-name"><a class="${isFolder ? "folder" : "file"}" href="${address}">${name}${isFolder ? html`<span class="hidden"> (folder)</span>` : ""}</a>${entry.lfs ? html` <span class="badge">LFS</span>` : ""}</td>
<td class="number">${isFolder ? "" : html`<a href="${fileAddress(base, "resolve", revision, entry.path)}?download=true" title="Download"><span class="hidden">Download ${name}, </span>${formatBytes(entry.size)} <span aria-hidden="true">↓</span></a>`}</td>
<td class="commit-title">${commit ? html`<a href="${base}/commit/${commit.id}">${commit.title}</a>` : ""}</td>
<td class="when">${commit ? timeAgo(commit.date) : ""}</td></tr>`;
}

async function filePage(
  context: HubContext,
  service: HubService,
  repo: OpenRepo,
  place: Place,
  entry: TreeEntry,
) {
  const { repository, base, mayWrite } = repo;
  const { revision, commit, path } = place;
  const [preview, last] = await Promise.all([
    filePreview(service, repo, place, entry),
    repository.lastCommits(commit, [path]),
  ]);
  const change = mayWrite && (await isBranch(repo, revision));
  const changed = last.get(path);
  return repoPage(
    context,
    repo,
    { tab: "files", title: path },
    html`<h1 class="hidden">The file ${path}</h1>
<div class="bar">${await revisionChooser(repo, "blob", place)}${breadcrumbs(repo, place)}</div>
${changed ? html`<p class="last-commit"><a href="${base}/commit/${changed.id}">${changed.title}</a> <span class="facts"><span>${changed.authors.join(", ")}</span><span>${timeAgo(changed.date)}</span></span></p>` : ""}
<div class="panel"><div class="bar panel-head"><span class="facts"><span>${formatBytes(entry.size)}</span>${entry.lfs ? html`<span>LFS object</span>` : ""}</span><span class="grow"></span>
${actions(base, revision, entry, change)}</div>
${lfsDetails(entry)}
${preview}</div>`,
  );
}

function actions(base: string, revision: string, { path, lfs, size }: TreeEntry, change: boolean): Content {
  const link = (verb: Parameters<typeof fileAddress>[1], text: string, query = "") =>
    html`<a class="button small" href="${fileAddress(base, verb, revision, path)}${query}">${text}</a>`;
  return html`${link("resolve", "Download", "?download=true")}${link("raw", "Raw")}${link("commits", "History")}${change && !lfs && size <= 2 ** 20 ? link("edit", "Edit") : ""}${change ? link("delete", "Delete") : ""}`;
}

function lfsDetails({ lfs }: TreeEntry): Content {
  if (!lfs) return "";
  return html`<dl class="facts-list"><div><dt>SHA-256</dt><dd><code>${lfs.oid}</code></dd></div>
<div><dt>Size of the object</dt><dd>${lfs.size.toLocaleString("en")} bytes</dd></div>
<div><dt>Size of the pointer in git</dt><dd>${lfs.pointerSize} bytes</dd></div></dl>`;
}
