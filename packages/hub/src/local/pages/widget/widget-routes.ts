import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { readFileField } from "../edit/read-file-field.ts";
import type { PageOptions } from "../page-options.ts";
import type { Html } from "../parts/html.ts";
import { onRepo, openRepo } from "../repo/open-repo.ts";
import { repoPage } from "../repo/repo-page.ts";
import { readForm } from "../session/read-form.ts";
import { ModelFolders } from "./model-folders.ts";
import { resultHtml } from "./result-html.ts";
import type { TryModel, WidgetInputs } from "./try-model.ts";
import { type WidgetKind, widgetKind } from "./widget-kind.ts";
import { type WidgetValues, widgetSection } from "./widget-section.ts";

/** Bytes of a picture or a sound. */
const maxFileBytes = 10 * 2 ** 20;

const text = z.string().max(20_000).optional();
const form = z.object({ text, context: text, labels: text, sentences: text });

/** Where the widget's form goes: the model's answer, in a page, or alone for the page's script. */
export function widgetRoutes(service: HubService, options: PageOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const { tryModel, modelFolder } = options;
  if (tryModel === undefined || modelFolder === undefined) return app;
  const folders = new ModelFolders(service, modelFolder);

  onRepo(app, "POST", "/try", async (context) => {
    const repo = await openRepo(context, service, "read");
    const { record } = repo;
    const task = record.pipelineTag;
    const kind = widgetKind(task);
    if (record.type !== "model" || task === undefined || kind === undefined)
      throw new HubError("InvalidRequest", "the repository is no model that can be tried here");
    const { inputs, values } = await readInputs(context, kind);
    const { signal } = context.req.raw;
    const result = await folders.use(repo, (folder) =>
      run(tryModel, { id: record.id, folder, task, inputs, signal }, options),
    );
    if (context.req.header("accept") === "text/x-fragment+html") return fragment(context, result);
    const section = widgetSection(context, repo, options, { values, result });
    return repoPage(
      context,
      repo,
      { tab: "card", title: "Try it" },
      html`<h1 class="hidden">Try ${record.id}</h1>${section}`,
    );
  });
  return app;
}

function fragment(context: HubContext, result: Html): Response | Promise<Response> {
  context.header("Cache-Control", "no-store");
  return context.html(result);
}

async function run(
  tryModel: TryModel,
  request: Parameters<TryModel>[0],
  { onError = (error) => console.error(error) }: PageOptions,
): Promise<Html> {
  try {
    return resultHtml(await tryModel(request), request.inputs);
  } catch (error) {
    onError(error);
    const why = error instanceof Error ? error.message : String(error);
    // A message may name the folder, which says nothing to who reads it.
    const shown = why.replaceAll(request.folder, request.id).slice(0, 500);
    return html`<p class="message error" role="alert">The model cannot run here: ${shown}</p>`;
  }
}

async function readInputs(
  context: HubContext,
  kind: WidgetKind,
): Promise<{ inputs: WidgetInputs; values: WidgetValues }> {
  if (kind === "image" || kind === "audio") {
    const bytes = await readFileField(context, maxFileBytes);
    return { inputs: kind === "image" ? { image: bytes } : { audio: bytes }, values: {} };
  }
  const values = await readForm(context, form);
  const needed = (name: keyof WidgetValues): string => {
    const value = values[name]?.replaceAll("\r\n", "\n").trim();
    if (value) return value;
    throw new HubError("InvalidRequest", `a field of the form is empty; fill it in: ${name}`);
  };
  const list = (name: keyof WidgetValues, separator: string) =>
    needed(name)
      .split(separator)
      .map((part) => part.trim())
      .filter(Boolean)
      .slice(0, 100);
  if (kind === "labels")
    return { values, inputs: { text: needed("text"), candidateLabels: list("labels", ",") } };
  if (kind === "question")
    return { values, inputs: { question: needed("text"), context: needed("context") } };
  if (kind === "similarity")
    return { values, inputs: { sourceSentence: needed("text"), sentences: list("sentences", "\n") } };
  return { values, inputs: { text: needed("text") } };
}
