/** One call of a function of the learner's program. All of it is JSON. */
export interface TestCase {
  /** What is tested, such as "pad: rows of different length". */
  name: string;
  /** The exported function that is called. */
  call: string;
  args: readonly unknown[];
  expected: unknown;
  /** Where to look when it fails. */
  hint: string;
}

/** A small program to complete, graded by what its functions return. */
export interface CodeExam {
  chapter: number;
  title: string;
  /** The file that a learner starts from. */
  template: URL;
  /** The hidden tests, on inputs drawn by the seed. Expected values are computed here, never in the learner's process. */
  tests(seed: string): TestCase[];
}
