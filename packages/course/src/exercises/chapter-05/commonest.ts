import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";

export interface Count {
  value: unknown;
  count: number;
}

export type Answer = (dataset: Dataset, column: string, k: number) => Awaitable<Count[]>;

const prescriptions = shared(() => {
  const drugs = "iron zinc aspirin - zinc iron zinc Aspirin quinine - quinine - - lithium".split(" ");
  return fromRows(
    drugs.map((drug, i) => ({ drug: drug === "-" ? null : drug, dose: [5, 10, 5, 20][i % 4] })),
  );
});
const at = (value: unknown, count: number): Count => ({ value, count });
const looks: readonly [column: string, k: number, expected: Count[], why: string][] = [
  [
    "drug",
    1,
    [at("zinc", 3)],
    "The most frequent value comes first; four rows have no value, and that is none.",
  ],
  [
    "drug",
    4,
    [at("zinc", 3), at("iron", 2), at("quinine", 2), at("Aspirin", 1)],
    "Of equally frequent ones the smaller value comes first, as `<` has it; capitals make a difference.",
  ],
  [
    "drug",
    99,
    [at("zinc", 3), at("iron", 2), at("quinine", 2), at("Aspirin", 1), at("aspirin", 1), at("lithium", 1)],
    "With fewer than `k` values give them all.",
  ],
  ["dose", 3, [at(5, 7), at(10, 4), at(20, 3)], "Any column may be asked for, and values keep their type."],
];

export const commonest = defineExercise<Answer>({
  id: "5.3.1",
  title: "What is there, and how often",
  prompt: `Write \`commonest(dataset, column, k)\`: the \`k\` most frequent values of a column, as a list of \`{ value, count }\`, the most
frequent first and of equally frequent ones the smaller value first. Rows **without a value** do not count. With fewer than
\`k\` different values give them all. Counts are numbers.

With it, which are the three lists with the most threads in \`train\`? And how many different ones are there?

\`\`\`ts
const dataset = await fromRows([{ city: "Bath" }, { city: null }, { city: "Bath" }, { city: "York" }]);
await commonest(dataset, "city", 1); // [{ value: "Bath", count: 2 }]
\`\`\``,
  hints: [
    "`dataset.valueCounts(column)` nearly does it. What does it do about rows without a value?",
    "It gives a `Dataset`: `filter`, `take` and `toRows` make the list.",
  ],
  solution: "notebooks/solutions/05/commonest.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, column, k) => [{ value, count }, …]");
    const dataset = await prescriptions();
    for (const [column, k, expected, why] of looks) {
      const call = `answer(dataset, "${column}", ${k})`;
      expectSame(
        await attempt(call, () => answer(dataset as Dataset<never>, column, k)),
        expected,
        `${why} Look at \`${call}\`.`,
      );
    }
  },
});
