/** What the script of a form gets. */
export interface QuizFormData {
  /** A quiz shows each answer's explanation when it is checked; an exam all of them when it is handed in. */
  readonly kind: "quiz" | "exam";
  /** The quiz's id, or the exam's chapter. */
  readonly subject: string;
  /** Of the exam's draw. */
  readonly seed?: string;
  /** Right answers that an exam needs. */
  readonly needed?: number;
  readonly questions: readonly FormQuestion[];
  /** Where answers are recorded; missing without a kernel, and then nothing is. */
  readonly endpoint?: FormEndpoint;
}

export interface FormEndpoint {
  readonly url: string;
  readonly token: string;
}

export interface FormQuestion {
  readonly id: string;
  readonly choices: readonly {
    readonly index: number;
    readonly letter: string;
    readonly correct: boolean;
    /** HTML. */
    readonly why: string;
  }[];
}
