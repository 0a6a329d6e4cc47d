import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import type { PageOptions } from "../page-options.ts";
import type { Content, Html } from "../parts/html.ts";
import { taskName } from "../parts/task-name.ts";
import type { OpenRepo } from "../repo/open-repo.ts";
import { csrfField } from "../session/csrf.ts";
import { exampleTitle, type WidgetExample, widgetExamples } from "./examples.ts";
import { type WidgetKind, widgetKind } from "./widget-kind.ts";

/** What is in the fields of the form. */
export type WidgetValues = {
  [Field in "text" | "context" | "labels" | "sentences"]?: string | undefined;
};

/**
 * The part of a model's page where it is tried. It is a form, which works without script; with it, the answer comes into
 * the same page.
 *
 * @param given.result an answer, or a message, to show
 */
export function widgetSection(
  context: HubContext,
  { record, base }: OpenRepo,
  { tryModel }: PageOptions,
  given: { values?: WidgetValues; result?: Html } = {},
): Html {
  const task = record.pipelineTag;
  const kind = widgetKind(task);
  const name = task === undefined ? "" : html` <small>${taskName(task)}</small>`;
  const unable = whyNot(task, kind, tryModel !== undefined);
  if (unable !== undefined || kind === undefined)
    return html`<section class="widget" id="widget"><h2>Try it${name}</h2><p class="note">${unable}</p></section>`;
  const examples = widgetExamples(record.cardData);
  const chosen = examples[Number(context.req.query("example") ?? 0)];
  const values = given.values ?? valuesOf(chosen);
  const isFile = kind === "image" || kind === "audio";
  return html`<section class="widget" id="widget"><h2>Try it${name}</h2>
${examples.length > 1 ? exampleList(base, examples) : ""}
<form action="${base}/try" method="post" data-widget${isFile ? html` enctype="multipart/form-data"` : ""}>
${csrfField(context)}
${fields(kind, values, String(record.cardData?.mask_token ?? "[MASK]"))}
<button class="primary">${kind === "prompt" ? "Go on" : "Compute"}</button>
</form>
<div class="result" aria-live="polite" data-result>${given.result ?? ""}</div></section>`;
}

function whyNot(task: string | undefined, kind: WidgetKind | undefined, canRun: boolean): Content {
  if (task === undefined)
    return html`The card does not say what the model does. With <code>pipeline_tag: text-classification</code>, or the like, in its metadata it can be tried here.`;
  if (kind === undefined) return html`Models for this task cannot be tried here.`;
  if (!canRun) return html`This Hub was started without a program that runs models.`;
  return undefined;
}

function exampleList(base: string, examples: readonly WidgetExample[]): Html {
  return html`<ul class="tags" aria-label="Examples">${examples.map(
    (example, i) =>
      html`<li><a class="tag" href="${base}?example=${i}#widget">${exampleTitle(example)}</a></li>`,
  )}</ul>`;
}

const valuesOf = (example: WidgetExample | undefined): WidgetValues => ({
  text: example?.text ?? example?.source_sentence,
  context: example?.context,
  labels: example?.candidate_labels,
  sentences: example?.sentences?.join("\n"),
});

function fields(kind: WidgetKind, { text, context, labels, sentences }: WidgetValues, mask: string): Html {
  const area = (name: string, label: Content, value = "", rows = 3) =>
    html`<label>${label}<textarea name="${name}" rows="${rows}" required maxlength="20000">${value}</textarea></label>`;
  const line = (name: string, label: Content, value = "") =>
    html`<label>${label}<input name="${name}" value="${value}" required maxlength="5000"></label>`;
  switch (kind) {
    case "mask":
      return area("text", html`Text with <code>${mask}</code>`, text);
    case "prompt":
      return area("text", "Beginning of a text", text);
    case "labels":
      return html`${area("text", "Text", text)}${line("labels", "Labels, with commas between", labels)}`;
    case "question":
      return html`${line("text", "Question", text)}${area("context", "Text that has the answer", context, 5)}`;
    case "similarity":
      return html`${line("text", "Sentence", text)}${area("sentences", "Sentences to compare with, one a line", sentences, 4)}`;
    case "image":
      return html`<label>Picture<input type="file" name="file" accept="image/png,image/jpeg,image/webp" required></label>`;
    case "audio":
      return html`<label>Sound<input type="file" name="file" accept="audio/*" required></label>`;
    default:
      return area("text", "Text", text);
  }
}
