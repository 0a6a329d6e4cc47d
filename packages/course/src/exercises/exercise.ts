import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import type { MimeBundle } from "@llm-course/notebook";
import { recordEvent, unknownMemberHint } from "../progress/index.ts";
import { projectRoot } from "../run/project.ts";
import { type AnswerTo, type ExerciseId, loadExercise, requireExerciseId } from "./catalog.ts";
import { checkAnswer, describeError, type Outcome } from "./check-answer.ts";
import { Verdict } from "./verdict.ts";

/** What a cell shows; its text is loaded then. */
type Shown = Record<symbol, () => Promise<MimeBundle>>;

/**
 * What `check` takes: for a function one with the same parameters, so that they need no types where it is written, and any
 * result, since it is the check that says what is wrong with it.
 */
type Given<Answer> = Answer extends (...args: infer Parameters) => unknown
  ? (...args: Parameters) => unknown
  : unknown;

/** An exercise in a notebook; as a cell's last value it shows its prompt. */
export class ExerciseHandle<Answer = unknown> {
  readonly id: string;
  #hints = 0;

  constructor(id: string) {
    requireExerciseId(id);
    this.id = id;
  }

  /**
   * Checks an answer and records what came of it. A wrong answer is no error: the verdict says what is wrong.
   *
   * @throws ExerciseSetupError where the check itself lacks something
   */
  async check(answer: Given<Answer> | undefined): Promise<Verdict> {
    const outcome = await checkAnswer(await loadExercise(this.id), answer);
    return new Verdict(outcome.status, words(outcome), await record(this.id, outcome));
  }

  /** The next hint; after the last one, the last one again. Show it as a cell's last value. */
  hint(): Shown {
    const place = this.#hints++;
    return shownMarkdown(async () => {
      const { hints } = await loadExercise(this.id);
      const i = Math.min(place, hints.length - 1);
      const more = i < hints.length - 1 ? "" : "\n\nThat was the last hint; `solution()` shows our answer.";
      return `**Hint ${i + 1} of ${hints.length}.** ${hints[i]}${more}`;
    });
  }

  /** Our answer. There may be better ones. */
  solution(): Shown {
    return shownMarkdown(async () => {
      const { solution } = await loadExercise(this.id);
      const source = (await readFile(join(projectRoot, solution), "utf8")).trimEnd();
      return `**Our answer**, \`${solution}\`:\n\n\`\`\`ts\n${source}\n\`\`\``;
    });
  }

  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    const { title, prompt } = await loadExercise(this.id);
    return markdownBundle(`**Exercise ${this.id} · ${title}**\n\n${prompt.trim()}`);
  }

  [inspect.custom](): string {
    return `Exercise ${this.id} (as the last value of a cell it shows itself)`;
  }
}

/**
 * One exercise: `const e = exercise("1.3.1"); e` shows it, `await e.check(answer)` checks an answer, `e.hint()` helps,
 * `e.solution()` shows ours.
 *
 * @throws CourseError for an id that no exercise has
 */
export function exercise<Id extends ExerciseId>(id: Id): ExerciseHandle<AnswerTo<Id>>;
export function exercise(id: string): ExerciseHandle;
export function exercise(id: string): ExerciseHandle {
  return new ExerciseHandle(id);
}

/** @returns what the learner should know if nothing could be recorded */
async function record(subject: string, outcome: Outcome): Promise<string | undefined> {
  if (outcome.status === "unanswered") return undefined;
  const reason = outcome.status === "wrong" ? { reason: outcome.reason } : {};
  try {
    const result = { correct: outcome.status === "correct", ...reason };
    const event = await recordEvent({ kind: "exercise", subject, result });
    return event ? undefined : `Progress: ${unknownMemberHint}`;
  } catch (error) {
    return `Progress: nothing was recorded, ${describeError(error)}`;
  }
}

function words(outcome: Outcome): string {
  if (outcome.status === "wrong") return outcome.reason;
  if (outcome.status === "correct") return "Compare with ours, if you like: `solution()`.";
  return "Put your answer in place of `undefined`; `hint()` helps.";
}

const markdownBundle = (text: string): MimeBundle => ({ "text/plain": text, "text/markdown": text });

const shownMarkdown = (text: () => Promise<string>): Shown => ({
  [Symbol.for("Jupyter.display")]: async () => markdownBundle(await text()),
});
