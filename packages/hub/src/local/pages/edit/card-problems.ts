import { html } from "hono/html";
import { type CardProblem, validateCard } from "../../../cards/index.ts";
import type { RepoType } from "../../service/repo-record.ts";
import type { Html } from "../parts/html.ts";

export interface CheckedCard {
  /** Whether the card may be committed. */
  valid: boolean;
  problems: Html;
}

/** Checks a card's metadata; each problem is shown below its line of the text. */
export function checkCard(text: string, type: RepoType): CheckedCard {
  const { errors, warnings } = validateCard(text, type);
  const lines = text.split(/\r?\n/);
  const all = [...errors, ...warnings];
  const problems =
    all.length === 0
      ? html`<p class="message good">The metadata is valid.</p>`
      : html`<div class="message ${errors.length > 0 ? "error" : "warning"}"><p>${summary(errors.length, warnings.length)}</p>
<ol class="problems">${all.map((problem) => item(problem, lines[problem.line - 1] ?? ""))}</ol></div>`;
  return { valid: errors.length === 0, problems };
}

function summary(errors: number, warnings: number): string {
  const counted = (count: number, word: string) => (count === 1 ? `1 ${word}` : `${count} ${word}s`);
  if (errors === 0) return `The metadata is valid, with ${counted(warnings, "warning")}.`;
  const more = warnings === 0 ? "" : ` and ${counted(warnings, "warning")}`;
  return `The metadata has ${counted(errors, "error")}${more}. A card with errors is not saved.`;
}

function item({ type, message, line, column }: CardProblem, text: string): Html {
  const what = message.replace(/^line \d+, column \d+: /, "");
  return html`<li data-line="${line}"><code>${text.slice(0, 200)}</code><span><strong>${type === "error" ? "Error" : "Warning"}</strong> in line ${line}, column ${column}: ${what}</span></li>`;
}
