const esc = "\u001b";
// Runs of ordinary text, line movements, and escape sequences, of which those ending in K erase.
const tokens = new RegExp(`${esc}\\[[0-9;?]*[A-Za-z]|[\\r\\n\\b]|[^\\r\\n\\b${esc}]+|${esc}`, "g");
// One column: a character with the colour sequences before it, and those that end the line.
const colour = `${esc}\\[[0-9;]*m`;
const columns = new RegExp(`(?:${colour})*[^${esc}](?:(?:${colour})+$)?`, "gu");
const eraseToEnd = [`${esc}[K`, `${esc}[0K`];
const eraseLine = `${esc}[2K`;

/**
 * What a terminal shows after the given text was written to it, in pieces cut anywhere: `\r` goes back to the start of
 * the line and `\b` one column back, what follows overwrites, and a progress bar ends as its last state.
 * A code point counts as one column.
 */
export class TerminalText {
  #finished = "";
  #line = "";
  /** Where the next character goes; undefined at the end of the line, which is nearly always. */
  #column: number | undefined;
  /** An escape sequence cut by the end of a piece. */
  #pending = "";

  write(text: string): void {
    const whole = this.#pending + text;
    this.#pending = new RegExp(`${esc}(?:\\[[0-9;?]*)?$`).exec(whole)?.[0] ?? "";
    const complete = whole.slice(0, whole.length - this.#pending.length);
    for (const token of complete.match(tokens) ?? []) this.#apply(token);
  }

  toString(): string {
    return this.#finished + this.#line + this.#pending;
  }

  #apply(token: string): void {
    if (token === "\n") {
      this.#finished += `${this.#line}\n`;
      this.#line = "";
      this.#column = undefined;
    } else if (token === "\r") {
      this.#column = this.#line === "" ? undefined : 0;
    } else if (token === "\b") {
      this.#column = Math.max(0, (this.#column ?? this.#columns().length) - 1);
    } else if (eraseToEnd.includes(token)) {
      if (this.#column !== undefined) this.#line = this.#columns().slice(0, this.#column).join("");
      this.#column = undefined;
    } else if (token === eraseLine) {
      this.#line = "";
      this.#column = undefined;
    } else if (this.#column === undefined) {
      this.#line += token;
    } else {
      this.#overwrite(token, this.#column);
    }
  }

  #columns(): string[] {
    return this.#line.match(columns) ?? [];
  }

  #overwrite(text: string, column: number): void {
    const before = this.#columns();
    const written = text.startsWith(esc) ? [] : Array.from(text);
    const end = column + written.length;
    this.#line = [...before.slice(0, column), ...written, ...before.slice(end)].join("");
    this.#column = end < before.length ? end : undefined;
  }
}
