import { createInterface } from "node:readline";
import { oneLine } from "../../run/one-line.ts";
import { questionText } from "../form/form-text.ts";
import { parseAnswer } from "../parse-answer.ts";
import type { ShownChoice, ShownQuestion } from "../shown-question.ts";

export interface Conversation {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean };
  print(text: string): void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Asks questions one after the other and passes each answer on at once, so that what was answered before Ctrl-C or the
 * end of the input is kept. A line that is no answer is explained and asked for again.
 *
 * @param lines see `openLines`
 * @returns how many were answered
 */
export async function ask(
  questions: readonly ShownQuestion[],
  lines: Lines,
  answered: (question: ShownQuestion, choices: readonly ShownChoice[]) => Promise<void> | void,
): Promise<number> {
  for (const [done, question] of questions.entries()) {
    lines.print(`\n${questionText(question, questions.length)}`);
    const choices = await choose(question, lines);
    if (!choices) return done;
    await answered(question, choices);
  }
  return questions.length;
}

async function choose(question: ShownQuestion, { next, print }: Lines): Promise<ShownChoice[] | undefined> {
  for (;;) {
    print(question.type === "multiple" ? "Your answers, such as a c:" : "Your answer:");
    const line = await next();
    if (line === undefined) return undefined;
    try {
      return parseAnswer(question, [line]);
    } catch (error) {
      print(oneLine(error));
    }
  }
}

/** The lines that a learner types, or that come from a pipe. */
export interface Lines extends Disposable {
  print(text: string): void;
  /** Undefined at the end of the input, and after Ctrl-C. */
  next(): Promise<string | undefined>;
}

/** Reads lines until it is disposed of. One that comes before it is asked for is kept. */
export function openLines({ input, print, signal }: Conversation): Lines {
  const reader = createInterface({ input, ...(input.isTTY && { output: process.stdout, terminal: true }) });
  // On a terminal readline takes Ctrl-C for itself.
  reader.on("SIGINT", () => process.emit("SIGINT", "SIGINT"));
  const lines = reader[Symbol.asyncIterator]();
  const close = () => reader.close();
  signal.addEventListener("abort", close);
  return {
    print,
    async next() {
      const { value, done } = signal.aborted ? { value: "", done: true } : await lines.next();
      return done || signal.aborted ? undefined : value;
    },
    [Symbol.dispose]() {
      signal.removeEventListener("abort", close);
      close();
    },
  };
}
