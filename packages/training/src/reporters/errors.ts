/** A file that should be appended to as a log and is none. It is left as it is. */
export class JsonLogError extends Error {
  override name = "JsonLogError";
  readonly path: string;
  readonly line: number;

  constructor(path: string, line: number, text: string) {
    super(`not a line of a JSON log, give another path; line ${line} of ${path}: ${text.slice(0, 80)}`);
    this.path = path;
    this.line = line;
  }
}
