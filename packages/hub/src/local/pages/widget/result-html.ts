import { html } from "hono/html";
import { z } from "zod";
import type { Html } from "../parts/html.ts";
import type { WidgetInputs } from "./try-model.ts";

const maxItems = 50;
const maxCharacters = 20_000;

const score = z.number();
const labelled = z.object({ label: z.string(), score });
const filled = z.object({ token_str: z.string(), sequence: z.string().optional(), score });
const ranked = z.object({ labels: z.array(z.string()), scores: z.array(score) });
const answered = z.object({ answer: z.string().nullable(), score });
const entity = z.object({
  entity_group: z.string().optional(),
  entity: z.string().optional(),
  word: z.string(),
  score,
  start: z.int().nonnegative().optional(),
  end: z.int().nonnegative().optional(),
});
const written = z.union([
  z.object({ generated_text: z.string() }).transform(({ generated_text }) => generated_text),
  z.object({ summary_text: z.string() }).transform(({ summary_text }) => summary_text),
  z.object({ translation_text: z.string() }).transform(({ translation_text }) => translation_text),
  z.object({ text: z.string() }).transform(({ text }) => text),
  z.string(),
]);

/** What a model has answered: scores as bars, text as text, entities in their text, all else as JSON. */
export function resultHtml(answer: unknown, inputs: WidgetInputs): Html {
  const list = flatten(answer);
  const [first] = list;
  const all = <S extends z.ZodType>(schema: S) =>
    z.array(schema).min(1).safeParse(list.slice(0, maxItems)).data;

  const filledIn = all(filled);
  if (filledIn)
    return bars(
      filledIn.map(({ token_str, sequence, score }) => ({ label: token_str, note: sequence, score })),
    );
  const labels = all(labelled);
  if (labels) return bars(labels);
  const zeroShot = ranked.safeParse(first).data;
  if (zeroShot)
    return bars(
      zeroShot.labels.slice(0, maxItems).map((label, i) => ({ label, score: zeroShot.scores[i] ?? 0 })),
    );
  const answers = all(answered);
  if (answers) return bars(answers.map(({ answer, score }) => ({ label: answer ?? "(no answer)", score })));
  const entities = all(entity);
  if (entities) return entityList(entities, "text" in inputs ? inputs.text : undefined);
  if ("sentences" in inputs && list.every((value) => typeof value === "number"))
    return bars(inputs.sentences.map((label, i) => ({ label, score: Number(list[i] ?? 0) })));
  const texts = all(written);
  if (texts)
    return html`${texts.map((text) => html`<blockquote>${text.slice(0, maxCharacters)}</blockquote>`)}`;
  if (Array.isArray(answer) && answer.length === 0) return html`<p class="note">The model found nothing.</p>`;
  return html`<pre class="code-box" tabindex="0"><code>${jsonOf(answer)}</code></pre>`;
}

/** Pipelines give one answer or a list; for a batch of one, a list in a list. */
function flatten(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) return [answer];
  return answer.length === 1 && Array.isArray(answer[0]) ? (answer[0] as unknown[]) : answer;
}

function bars(items: readonly { label: string; note?: string | undefined; score: number }[]): Html {
  return html`<ul class="bars">${items.map(({ label, note, score }) => {
    const part = Math.min(1, Math.max(0, score));
    return html`<li><span class="label">${label.slice(0, 500)}</span><span class="number">${score.toFixed(3)}</span><meter min="0" max="1" value="${part}" aria-label="Score of ${label.slice(0, 100)}"></meter>${note === undefined ? "" : html`<small>${note.slice(0, 500)}</small>`}</li>`;
  })}</ul>`;
}

function entityList(entities: readonly z.output<typeof entity>[], text: string | undefined): Html {
  const kind = (found: z.output<typeof entity>) => found.entity_group ?? found.entity ?? "";
  if (text === undefined || entities.some(({ start, end }) => start === undefined || end === undefined))
    return bars(entities.map((found) => ({ label: `${found.word} (${kind(found)})`, score: found.score })));
  const pieces: (string | Html)[] = [];
  let at = 0;
  for (const found of entities) {
    const { start = 0, end = 0, score } = found;
    if (start < at || end <= start) continue;
    pieces.push(text.slice(at, start));
    pieces.push(
      html`<mark title="${score.toFixed(3)}">${text.slice(start, end)} <small>${kind(found)}</small></mark>`,
    );
    at = end;
  }
  return html`<p class="entities">${pieces}${text.slice(at)}</p>`;
}

function jsonOf(value: unknown): string {
  const text =
    JSON.stringify(
      value,
      (_, inner: unknown) => (ArrayBuffer.isView(inner) ? [...(inner as Float32Array).slice(0, 100)] : inner),
      1,
    ) ?? String(value);
  return text.length > 4000 ? `${text.slice(0, 4000)}…` : text;
}
