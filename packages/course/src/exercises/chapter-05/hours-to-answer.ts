import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Answer = (dataset: Dataset) => Awaitable<Dataset<object>>;

const threads: readonly [list: string, created_at: string, last_reply_at: string | null][] = [
  ["gardening", "2003-02-28T23:30:00.000Z", "2003-03-01T01:00:00.000Z"], // 1.5 h, over the end of a month
  ["sailing", "2003-05-01T10:00:00.000Z", "2003-05-04T10:00:00.000Z"], // 72 h
  ["gardening", "2003-01-05T08:00:00.000Z", null],
  ["sailing", "2003-05-02T10:00:00.000Z", "2003-05-02T10:15:00.000Z"], // 0.25 h
  ["knitting", "2003-01-01T00:00:00.000Z", null],
  ["gardening", "2003-03-01T08:59:30.000Z", "2003-03-01T09:00:30.000Z"], // one minute, over a full hour
  ["cheese", "2003-07-07T07:07:07.000Z", "2003-07-07T08:52:07.000Z"], // 1.75 h
  ["sailing", "2003-05-03T10:00:00.000Z", "2003-05-03T10:45:00.000Z"], // 0.75 h
];
const table = shared(() =>
  fromRows(
    threads.map(([list, created_at, last_reply_at], i) => ({
      number: i + 1,
      list,
      created_at,
      last_reply_at,
    })),
  ),
);
const expected = [
  { list: "sailing", hours: 73 / 3, answered: 3 },
  { list: "cheese", hours: 1.75, answered: 1 },
  { list: "gardening", hours: (1.5 + 1 / 60) / 2, answered: 2 },
];

export const hoursToAnswer = defineExercise<Answer>({
  id: "5.5.2",
  title: "How long until somebody answers",
  prompt: `Write \`answerTimes(dataset)\` for threads with the columns \`list\`, \`created_at\` and \`last_reply_at\` (texts such as
\`2002-08-13T09:07:44.000Z\`, and \`null\` where nobody answered). Give a \`Dataset\` with a row for each list,
\`{ list, hours, answered }\`: the mean number of hours, with fractions, from the question to the last reply, and of how many
threads. Threads without a reply are left out, and a list without any reply has no row. The slowest list comes first.

Then try it on \`archive\`.

\`\`\`ts
const dataset = await fromRows([{ list: "tea", created_at: "2002-01-01T00:00:00.000Z", last_reply_at: "2002-01-01T01:30:00.000Z" }]);
await (await answerTimes(dataset)).toRows(); // [{ list: "tea", hours: 1.5, answered: 1 }]
\`\`\``,
  hints: [
    "In SQL `CAST(created_at AS TIMESTAMP)` is a time, and `epoch(time)` its seconds, with fractions. `date_diff('hour', …)` counts how often the clock strikes, which is another thing.",
    "Or with `map`: `Date.parse(text)` gives milliseconds. An hour has 3,600,000 of them.",
    "`avg` and `count` leave out what has no value, and so does `WHERE last_reply_at IS NOT NULL`.",
  ],
  solution: "notebooks/solutions/05/hours-to-answer.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset) => Dataset");
    const dataset = (await table()) as Dataset<never>;
    const rows = (await rowsOf(
      await attempt("answer(dataset)", () => answer(dataset)),
      "answer(dataset)",
    )) as typeof expected;
    const names = (each: typeof expected) => each.map(({ list }) => list);
    expectSame(
      names(rows).sort(),
      names(expected).sort(),
      "A row for each list in which somebody was answered.",
    );
    const of = (name: string) => rows.find(({ list }) => list === name);
    expectSame(of("cheese")?.hours, 1.75, "One hour and 45 minutes are 1.75 hours.");
    expectSame(
      rows.map(({ list, answered }) => [list, answered]).sort(),
      expected.map(({ list, answered }) => [list, answered]).sort(),
      "`answered` is the number of threads that have a reply.",
    );
    expectSame(of("sailing")?.hours, 73 / 3, "The mean of 72, 0.25 and 0.75 hours.");
    expectSame(
      of("gardening")?.hours,
      (1.5 + 1 / 60) / 2,
      "The mean of 90 minutes and one minute; who got no reply does not count.",
    );
    expectSame(rows, expected, "The slowest list comes first.");
  },
});
