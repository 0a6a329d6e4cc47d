import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { DatasetDict } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { rowsOf } from "./rows-of.ts";

export interface Files {
  train: string;
  test: string;
}

export type Answer = (files: Files) => Promise<DatasetDict<object>>;

const train = `# station 3, Exeter
# written by hand; ask Mina
day;degrees;sky
d01;4;rain
d02;-;"fog; later sun"
d03;-2;""
d04;11;clear
`;
const test = `# station 9, Purfleet
# written by hand; ask Jack
day;degrees;sky
d90;0.5;hail
d91;-;snow
`;

export const loadADialect = defineExercise<Answer>({
  id: "5.2.1",
  title: "A file in its own dialect",
  prompt: `A weather station writes files like this one:

\`\`\`text
# station 7, Whitby
# written by hand; ask Lucy
day;degrees;sky
d01;4.5;rain
d02;-;"fog; later sun"
\`\`\`

Two lines come before the header, columns are separated by semicolons, and \`-\` says that nobody looked. Write
\`load(files)\`: \`files\` is \`{ train, test }\`, two paths, each of a file as it is or packed with gzip. Give a \`DatasetDict\` with
these two splits, in which \`degrees\` is a column of **numbers**, a day without a value has \`null\`, and no day is missing.`,
  hints: [
    "Load the file without options first, and look at what the error or the features say.",
    '`loadDataset("csv", { dataFiles, delimiter, … })`: the README of the package has all the options of csv. What does *skip*, what says that there is *no value*?',
    '`nullValues: ["-"]` makes `-` no value. Without it the whole column would be a column of texts.',
  ],
  solution: "notebooks/solutions/05/load-a-dialect.ts",
  async check(answer) {
    mustBeFunction(answer, "async ({ train, test }) => loadDataset(…)");
    await using folder = await mkdtempDisposable(join(tmpdir(), "exercise-5-2-1-"));
    const files = { train: join(folder.path, "exeter.csv"), test: join(folder.path, "purfleet.csv.gz") };
    await writeFile(files.train, train);
    await writeFile(files.test, gzipSync(test));
    const dict = await attempt("answer({ train: …, test: … })", () => answer(files));
    if (typeof dict?.split !== "function" || typeof dict.keys !== "function")
      throw new WrongAnswer(
        `Give a \`DatasetDict\`: files by split, and no \`split\` option. Given was ${show(dict)}.`,
      );
    expectSame([...dict.keys()].sort(), ["test", "train"], "The splits are `train` and `test`.");
    const [rows, others] = [
      await rowsOf(dict.split("train"), "train"),
      await rowsOf(dict.split("test"), "test"),
    ];
    expectSame(
      rows.map((row) => Object.keys(row)).at(0),
      ["day", "degrees", "sky"],
      "The third line has the names of the columns.",
    );
    expectSame(
      rows.map((row) => "day" in row && row.day),
      ["d01", "d02", "d03", "d04"],
      "Each line behind the header of the train file is a row.",
    );
    const degrees = dict.split("train").features.get("degrees");
    if (!/^(u?int|float)/.test(String(degrees && "dtype" in degrees && degrees.dtype)))
      throw new WrongAnswer(
        `\`degrees\` should be a column of numbers, its type is ${show(degrees)}: what does \`-\` stand for?`,
      );
    const values = rows.map((row) => "degrees" in row && row.degrees);
    expectSame(
      values,
      [4, null, -2, 11],
      "A `-` alone is no value, neither 0 nor a reason to leave the day out; `-2` is a number.",
    );
    expectSame(
      rows[1],
      { day: "d02", degrees: null, sky: "fog; later sun" },
      "A semicolon in quotes belongs to the text.",
    );
    const hail = { day: "d90", degrees: 0.5, sky: "hail" };
    expectSame(
      others,
      [hail, { day: "d91", degrees: null, sky: "snow" }],
      "The test file is read in the same way.",
    );
  },
});
