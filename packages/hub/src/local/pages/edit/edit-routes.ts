import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import { readSmallFile } from "../../service/commit-files.ts";
import type { HubService } from "../../service/hub-service.ts";
import { checkPath } from "../../store/check-path.ts";
import { fileAddress } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import { textOf } from "../preview/read-head.ts";
import { noSuchFile, type OpenRepo, onRepo, openRepo, type Place } from "../repo/open-repo.ts";
import { readForm } from "../session/read-form.ts";
import { branchOf } from "./branch-of.ts";
import { checkCard } from "./card-problems.ts";
import { editPage, isCard } from "./edit-page.ts";

const maxTextBytes = 2 ** 20;

const form = z.object({
  text: z.string(),
  path: z.string().trim().max(1000).optional(),
  parent: z.string().regex(/^[0-9a-f]{40}$/),
  title: z.string().trim().max(500).default(""),
  description: z.string().trim().max(20_000).default(""),
  action: z.enum(["save", "check"]).default("save"),
});

/** Writing a new text file, and changing one, the card above all. */
export function editRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  onRepo(app, "GET", "/edit/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    const place = await branchOf(context, repo);
    const text = await readText(repo, place);
    return editPage(context, repo, place, { path: place.path, isNew: false, text, parent: place.commit });
  });

  onRepo(app, "GET", "/new/*", async (context) => {
    const repo = await openRepo(context, service, "write");
    const place = await branchOf(context, repo);
    const { path: given, commit } = place;
    const isFile = isCard(given);
    const path = isFile || given === "" ? given : `${given}/`;
    const text = isFile ? firstCard(repo) : "";
    return editPage(context, repo, place, { path, isNew: true, text, parent: commit });
  });

  const save = async (context: HubContext, isNew: boolean) => {
    const repo = await openRepo(context, service, "write");
    const place = await branchOf(context, repo);
    const sent = await readForm(context, form);
    const path = checkPath(isNew ? (sent.path ?? "") : place.path);
    const before = isNew ? undefined : await readText(repo, place);
    const text = withNewlines(sent.text, before?.includes("\r\n") ? "\r\n" : "\n");
    if (Buffer.byteLength(text) > maxTextBytes)
      throw new HubError("TooLarge", `a file that is edited here has at most so many bytes: ${maxTextBytes}`);
    const again = (problems: Html, status: number) =>
      editPage(context, repo, place, { ...sent, path, isNew, text, problems, status });
    const card = isCard(path) ? checkCard(text, repo.record.type) : undefined;
    if (card && sent.action === "check") return again(card.problems, 200);
    if (card && !card.valid) return again(card.problems, 422);
    if (isNew && (await repo.repository.entry(place.commit, path)))
      return again(
        html`<p class="message error">There is something at this path already; take another one.</p>`,
        409,
      );
    try {
      await service.commit(context.get("viewer"), repo.record.type, repo.record.id, {
        branch: place.revision,
        parent: sent.parent,
        title: sent.title || `${isNew ? "Create" : "Update"} ${path}`,
        ...(sent.description && { description: sent.description }),
        operations: [{ kind: "add", path, content: Buffer.from(text) }],
      });
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== "StaleParent") throw error;
      const newest = { ...sent, parent: place.commit };
      const problems = html`<p class="message error">Somebody has committed to this branch since you began. Look at <a href="${fileAddress(repo.base, "commits", place.revision)}">what changed</a>; saving again puts your text over it.</p>`;
      return editPage(context, repo, place, { ...newest, path, isNew, text, problems, status: 412 });
    }
    const done = isCard(path) && place.revision === repo.repository.defaultBranch;
    return context.redirect(done ? repo.base : fileAddress(repo.base, "blob", place.revision, path), 303);
  };
  onRepo(app, "POST", "/edit/*", (context) => save(context, false));
  onRepo(app, "POST", "/new/*", (context) => save(context, true));

  onRepo(app, "POST", "/check-card", async (context) => {
    const { record } = await openRepo(context, service, "write");
    const { text } = await readForm(context, z.object({ text: z.string().max(maxTextBytes) }));
    context.header("Cache-Control", "no-store");
    return context.html(checkCard(withNewlines(text, "\n"), record.type).problems);
  });
  return app;
}

/** @throws HubError EntryNotFound for what is no text of at most 1 MiB in git */
async function readText({ repository }: OpenRepo, { commit, path }: Place): Promise<string> {
  const entry = path === "" ? undefined : await repository.entry(commit, path);
  if (entry?.type !== "file") throw noSuchFile(path);
  const text = await readSmallFile(repository, commit, path);
  if (text === undefined || textOf(Buffer.from(text), false) === undefined)
    throw new HubError(
      "InvalidRequest",
      "only text of at most 1 MiB can be edited here; upload another file",
    );
  return text;
}

/** Forms send line breaks as CR and LF, whatever the file has. */
const withNewlines = (text: string, newline: string) => text.replace(/\r\n?|\n/g, newline);

function firstCard({ record }: OpenRepo): string {
  const name = record.id.split("/")[1] ?? record.id;
  const task = record.pipelineTag === undefined ? "" : `pipeline_tag: ${record.pipelineTag}\n`;
  const sdk = record.type === "space" ? `sdk: ${record.sdk ?? "static"}\n` : "";
  return `---\nlicense: apache-2.0\n${task}${sdk}---\n\n# ${name}\n\nWhat it is for, how it was made, and where it fails.\n`;
}
