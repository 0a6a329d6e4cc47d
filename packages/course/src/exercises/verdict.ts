import { inspect } from "node:util";
import { html, type MimeBundle } from "@llm-course/notebook";
import type { Outcome } from "./check-answer.ts";

const looks = {
  // Mid-tones that stand out from a light and from a dark ground; the words say the same.
  correct: { sign: "✓", title: "Right.", color: "#2e9e5b" },
  wrong: { sign: "✗", title: "Not yet.", color: "#d9691b" },
  unanswered: { sign: "…", title: "Not answered yet.", color: "#7a7a7a" },
} as const;

/** What a check says; shows itself in a cell, and as text in a terminal. */
export class Verdict {
  readonly status: Outcome["status"];
  /** Why the answer is wrong, or how to go on. */
  readonly reason: string;
  /** What else there is to say: that progress was not recorded, and why. */
  readonly note: string | undefined;

  constructor(status: Outcome["status"], reason: string, note?: string) {
    this.status = status;
    this.reason = reason;
    this.note = note;
  }

  get correct(): boolean {
    return this.status === "correct";
  }

  toString(): string {
    const { sign, title } = looks[this.status];
    return [`${sign} ${title} ${this.reason}`.trim(), ...(this.note ? [this.note] : [])].join("\n");
  }

  [inspect.custom](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): MimeBundle {
    const { sign, title, color } = looks[this.status];
    const style = `border-left:4px solid ${color};padding:.4em .8em;margin:.3em 0;white-space:pre-wrap;overflow-wrap:anywhere`;
    const note = this.note && html`<br><small>${this.note}</small>`;
    const shown = html`<div role="status" style="${style}"><span aria-hidden="true">${sign}</span> <strong>${title}</strong> ${codeSpans(this.reason)}${note}</div>`;
    return { "text/plain": this.toString(), "text/html": shown.markup };
  }
}

/** Markdown's `code`, and nothing else of it: reasons quote what a learner's function gave. */
const codeSpans = (text: string) =>
  text.split(/`([^`\n]+)`/).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
