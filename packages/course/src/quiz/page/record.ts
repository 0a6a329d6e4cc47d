import type { QuizFormData } from "../form/quiz-form-data.ts";

/** What came of telling the kernel. */
export interface Told {
  /** One sentence. */
  readonly text: string;
  /** Not recorded, and it may be another time. */
  readonly again: boolean;
}

/** Tells the kernel's process, and says what came of it. */
export async function record(
  { endpoint }: QuizFormData,
  path: string,
  body: unknown,
  otherwise: string,
): Promise<Told> {
  if (!endpoint) return { text: `Not recorded from here; record it ${otherwise}`, again: false };
  try {
    const response = await fetch(`${endpoint.url}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${endpoint.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { message: string; error?: { message: string } };
    if (response.ok) return { text: answer.message, again: false };
    // What was understood and refused will be refused again.
    return { text: `Not recorded: ${answer.error?.message}`, again: response.status !== 422 };
  } catch {
    const text = `Not recorded, since this notebook's kernel does not answer. Try again; if it was restarted, run the cell again first, your answer is kept. Or record it ${otherwise}`;
    return { text, again: true };
  }
}

/**
 * The answers that are not recorded, by question: of all forms in this page with this subject, so that one that a cell shows
 * anew, with the address of a new kernel, has them.
 */
export function unrecorded({ kind, subject, seed = "" }: QuizFormData): Map<string, number[]> {
  const page = globalThis as { [key: symbol]: Map<string, Map<string, number[]>> | undefined };
  const key = Symbol.for("llm-course.unrecorded");
  const all = page[key] ?? new Map<string, Map<string, number[]>>();
  page[key] = all;
  const name = [kind, subject, seed].join(" ");
  const answers = all.get(name) ?? new Map<string, number[]>();
  all.set(name, answers);
  return answers;
}
