/** A program that should not pass, as a change of ours. */
export interface WrongProgram {
  /** What it does wrongly: "a program that …". */
  name: string;
  /** Stands once in our program. */
  from: string;
  to: string;
  /** Of the names of the tests that fail. */
  fails: RegExp;
}
