import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import { fileAddress } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import { breadcrumbs } from "../repo/breadcrumbs.ts";
import type { OpenRepo, Place } from "../repo/open-repo.ts";
import { repoPage } from "../repo/repo-page.ts";
import { csrfField } from "../session/csrf.ts";
import { commitFields } from "./commit-fields.ts";

export interface Edited {
  /** Of a new file, which may get another one; otherwise the place's. */
  path: string;
  isNew: boolean;
  text: string;
  /** The commit that whoever edits has seen. */
  parent: string;
  title?: string | undefined;
  description?: string | undefined;
  /** What is wrong with the text, or was done meanwhile. */
  problems?: Html | undefined;
  status?: number | undefined;
}

/** Whether a file is the card, whose metadata is checked. */
export const isCard = (path: string): boolean => path === "README.md";

/** The form in which a text file is written or changed. */
export function editPage(context: HubContext, repo: OpenRepo, place: Place, edited: Edited) {
  const { path, isNew, text, parent, title, description, problems, status } = edited;
  const { base } = repo;
  const what = isNew ? "New file" : `Edit ${path}`;
  const back = isNew
    ? fileAddress(base, "tree", place.revision)
    : fileAddress(base, "blob", place.revision, path);
  return repoPage(
    context,
    repo,
    { tab: "files", title: what, status },
    html`<h1>${what}</h1>
<div class="bar">${isNew ? "" : breadcrumbs(repo, place)}<span class="facts">on the branch ${place.revision}</span></div>
<form class="panel form" method="post" action="${fileAddress(base, isNew ? "new" : "edit", place.revision, isNew ? "" : path)}"${isCard(path) ? html` data-card="${base}/check-card"` : ""}>
${csrfField(context)}<input type="hidden" name="parent" value="${parent}">
${isNew ? html`<label>Path, with / between folders<input name="path" value="${path}" required maxlength="1000" spellcheck="false"></label>` : ""}
<label>${isCard(path) ? "The card: metadata, then Markdown" : "Content"}<textarea class="code" name="text" rows="24" spellcheck="false" wrap="off">${`\n${text}`}</textarea></label>
<div aria-live="polite" data-problems>${problems ?? ""}</div>
${commitFields({ title: isNew ? "Create …" : `Update ${path}`, written: title ?? "", description: description ?? "" })}
<p class="actions"><button class="primary" name="action" value="save">Save</button>${isCard(path) ? html` <button name="action" value="check">Check the metadata</button>` : ""} <a class="button" href="${back}">Cancel</a></p>
</form>`,
  );
}
