/** Ends the check: says what is wrong with the answer, and where to look. */
export class WrongAnswer extends Error {
  override name = "WrongAnswer";
}

/** Throws a `WrongAnswer`; a short way to write it in expressions. */
export type Wrong = (reason: string) => never;

/** What has to be answered, and how an answer is told right from wrong. */
export interface Exercise<Answer> {
  /** The section, then the number within it: "5.2.1"; the chapter's practical is "5.practical", its bug "5.bug". */
  readonly id: string;
  readonly title: string;
  /** Markdown. Says exactly what `check` is given: a value or a function, with its parameters and what it gives. */
  readonly prompt: string;
  /** Markdown, one after the other; each says a little more than the one before. */
  readonly hints: readonly string[];
  /** Our answer, a file of the repository that exports it as `answer`. */
  readonly solution: `notebooks/solutions/${string}.ts`;
  /**
   * Milliseconds for a whole check; what takes longer is wrong. Default: two minutes. It is a timer: what ends a loop that never
   * waits is the kernel's interrupt.
   */
  readonly timeLimit?: number;
  /**
   * Returns if the answer is right. It asks for behaviour on inputs that the prompt does not show, and never looks at
   * the answer's source.
   *
   * @throws WrongAnswer with what is wrong; any other error is taken for one of the answer's own, and shown as that
   */
  check(answer: Answer, wrong: Wrong): void | Promise<void>;
}

/** Declares an exercise; `Answer` is the type that a right answer has. */
export function defineExercise<Answer>(exercise: Exercise<Answer>): Exercise<Answer> {
  return exercise;
}

/** An answer that must be rejected, and the reason that must be given. */
export interface WrongAnswerCase<Answer> {
  /** The mistake, in a few words. */
  readonly name: string;
  /** Functions are typed as right answers are; other values are for those who misread the prompt. */
  readonly answer: Answer | object | string | number | boolean | null;
  /** What the reason has to say for the learner to find the mistake. */
  readonly says: RegExp;
}
