/** An error a learner can act on: its message is one line that says what was given, what was expected and the way out. */
export class CourseError extends Error {
  override name = "CourseError";
  readonly exitCode: number;

  constructor(message: string, options?: ErrorOptions & { exitCode?: number }) {
    super(message, options);
    this.exitCode = options?.exitCode ?? 1;
  }
}
