import { Hono } from "hono";
import { html } from "hono/html";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { checkPath } from "../../store/check-path.ts";
import type { FileOperation } from "../../store/types.ts";
import { fileAddress } from "../parts/addresses.ts";
import { breadcrumbs } from "../repo/breadcrumbs.ts";
import { type OpenRepo, onRepo, openRepo, type Place } from "../repo/open-repo.ts";
import { repoPage } from "../repo/repo-page.ts";
import { csrfField } from "../session/csrf.ts";
import { branchOf } from "./branch-of.ts";
import { commitFields } from "./commit-fields.ts";
import { readMultipart } from "./multipart.ts";
import { storeUpload } from "./store-upload.ts";

const maxFiles = 1000;
/** Bytes of files for git in one commit; they are held in memory until they are written. */
const maxTextBytes = 100 * 2 ** 20;

/** Uploading files, and folders of files, as one commit. */
export function uploadRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  onRepo(app, "GET", "/upload/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    return uploadPage(context, repo, await branchOf(context, repo));
  });

  onRepo(app, "POST", "/upload/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { record, base } = repo;
    const { revision: branch, commit, path: folder } = await branchOf(context, repo);
    const operations = new Map<string, FileOperation>();
    let textBytes = 0;
    const fields = await readMultipart(context, { files: maxFiles }, async (name, content) => {
      // Old browsers say where a file was on their disk.
      const path = checkPath([folder, name.replaceAll("\\", "/")].filter(Boolean).join("/"));
      const operation = await storeUpload(service, repo, { path, content, commit });
      if (operation.kind === "add") textBytes += operation.content.length;
      if (textBytes > maxTextBytes)
        throw new HubError("TooLarge", "there is too much text for one commit; upload it in several goes");
      operations.set(path, operation);
    });
    if (operations.size === 0) throw new HubError("InvalidRequest", "no files were chosen; choose some");
    const [first = ""] = operations.keys();
    const title = operations.size === 1 ? `Upload ${first}` : `Upload ${operations.size} files`;
    await service.commit(context.get("viewer"), record.type, record.id, {
      branch,
      title: fields.title?.trim().slice(0, 500) || title,
      ...(fields.description?.trim() && { description: fields.description }),
      operations: [...operations.values()],
    });
    return context.redirect(fileAddress(base, "tree", branch, folder), 303);
  });
  return app;
}

function uploadPage(context: HubContext, repo: OpenRepo, place: Place) {
  const { revision, path } = place;
  return repoPage(
    context,
    repo,
    { tab: "files", title: "Upload files" },
    html`<h1>Upload files</h1>
<div class="bar">${breadcrumbs(repo, place)}<span class="facts">on the branch ${revision}</span></div>
<form class="panel form" method="post" enctype="multipart/form-data" action="${fileAddress(repo.base, "upload", revision, path)}" data-upload>
${csrfField(context)}
<div class="drop" data-drop>
<label>Files<input type="file" name="files" multiple></label>
<label>Or a folder with all that is in it<input type="file" name="files" multiple webkitdirectory></label>
<p class="help">Text goes into git. Files of 10 MB and more, and those that are no text, become LFS objects.</p>
<ul class="plain" data-chosen></ul>
</div>
${commitFields({ title: "Upload …" })}
<p class="actions"><button class="primary">Upload</button> <a class="button" href="${fileAddress(repo.base, "tree", revision, path)}">Cancel</a></p>
<p data-progress hidden><progress max="1" value="0" aria-label="Upload"></progress> <span role="status"></span></p>
</form>`,
  );
}
