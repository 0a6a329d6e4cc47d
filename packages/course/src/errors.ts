/** An error a learner can act on: its message is one line that says what was given, what was expected and the way out. */
export class CourseError extends Error {
  override name = "CourseError";
  readonly exitCode: number;

  constructor(message: string, options?: ErrorOptions & { exitCode?: number }) {
    super(message, options);
    this.exitCode = options?.exitCode ?? 1;
  }
}

/** Something wrong in a file that people or programs write; lines count from 1. */
export class FileError extends CourseError {
  override name = "FileError";
  readonly file: string;
  readonly line: number;

  constructor(
    message: string,
    { file, line, ...options }: ErrorOptions & { exitCode?: number; file: string; line: number },
  ) {
    super(`${file}:${line}: ${message}`, options);
    this.file = file;
    this.line = line;
  }
}
