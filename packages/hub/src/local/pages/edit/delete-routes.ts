import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubEnv } from "../../api/hub-env.ts";
import type { HubService } from "../../service/hub-service.ts";
import { fileAddress } from "../parts/addresses.ts";
import { noSuchFile, onRepo, openRepo } from "../repo/open-repo.ts";
import { repoPage } from "../repo/repo-page.ts";
import { csrfField } from "../session/csrf.ts";
import { readForm } from "../session/read-form.ts";
import { branchOf } from "./branch-of.ts";
import { commitFields } from "./commit-fields.ts";

const form = z.object({
  title: z.string().trim().max(500).default(""),
  description: z.string().trim().max(20_000).default(""),
});

/** Deleting a file or a folder, after asking. It stays in the history. */
export function deleteRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  onRepo(app, "GET", "/delete/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { revision, commit, path } = await branchOf(context, repo);
    if (path === "" || !(await repo.repository.entry(commit, path))) throw noSuchFile(path);
    return repoPage(
      context,
      repo,
      { tab: "files", title: `Delete ${path}` },
      html`<h1>Delete ${path}</h1>
<form class="panel form" method="post" action="${fileAddress(repo.base, "delete", revision, path)}">
${csrfField(context)}<p>The branch ${revision} will not have it any more. Commits before still do.</p>
${commitFields({ title: `Delete ${path}` })}
<p class="actions"><button class="danger">Delete</button> <a class="button" href="${fileAddress(repo.base, "blob", revision, path)}">Cancel</a></p>
</form>`,
    );
  });

  onRepo(app, "POST", "/delete/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    const { record, repository, base } = repo;
    const { revision, commit, path } = await branchOf(context, repo);
    const { title, description } = await readForm(context, form);
    const entry = path === "" ? undefined : await repository.entry(commit, path);
    if (!entry) throw noSuchFile(path);
    await service.commit(context.get("viewer"), record.type, record.id, {
      branch: revision,
      title: title || `Delete ${path}`,
      ...(description && { description }),
      operations: [{ kind: entry.type === "directory" ? "deleteFolder" : "delete", path }],
    });
    const above = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    const tip = await repository.resolve(revision);
    const left = tip !== undefined && above !== "" && (await repository.entry(tip, above));
    return context.redirect(fileAddress(base, "tree", revision, left ? above : ""), 303);
  });
  return app;
}
