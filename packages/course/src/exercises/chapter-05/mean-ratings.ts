import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Answer = (dataset: Dataset, least: number) => Awaitable<Dataset<object>>;

const given: readonly [drug: string | null, ...ratings: (number | null)[]][] = [
  ["zinc", 4, 7, 1],
  ["iron", 9, null, 8],
  ["quinine", 10],
  ["aspirin", 3, 2, 7, null],
  [null, 10, 10, 10],
  ["lithium", null, null, null],
  ["bromide", 8, 9],
];
const reviews = given.flatMap(([drug, ...ratings]) => ratings.map((rating, i) => ({ drug, rating, i })));
const table = shared(() =>
  fromRows(reviews.toSorted((a, b) => a.i - b.i).map(({ drug, rating }) => ({ drug, rating }))),
);

const of = (drug: string, rating: number, reviews: number) => ({ drug, rating, reviews });
const [aspirin, zinc, iron] = [of("aspirin", 4, 3), of("zinc", 4, 3), of("iron", 8.5, 2)];
const [bromide, quinine] = [of("bromide", 8.5, 2), of("quinine", 10, 1)];

export const meanRatings = defineExercise<Answer>({
  id: "5.3.4",
  title: "Which are the best",
  prompt: `Write \`ratings(dataset, least)\` for a dataset with the columns \`drug\` and \`rating\`: a \`Dataset\` with a row for each drug,
\`{ drug, rating, reviews }\`, where \`rating\` is the mean of its ratings and \`reviews\` is how many ratings it has. Reviews without
a rating do not count, nor do those without a drug. Only drugs with **at least** \`least\` ratings are listed: a mean of one
number says little. The best comes first, of equally good ones the one that comes first in the alphabet.

\`\`\`ts
const dataset = await fromRows([{ drug: "iron", rating: 4 }, { drug: "iron", rating: 5 }, { drug: "zinc", rating: 10 }]);
await (await ratings(dataset, 2)).toRows(); // [{ drug: "iron", rating: 4.5, reviews: 2 }]
\`\`\``,
  hints: [
    '`dataset.query("SELECT … FROM self GROUP BY …")` answers in SQL. `avg(rating)` leaves out what has no value.',
    "`count(*)` counts rows, `count(rating)` counts ratings. `HAVING` chooses among groups, `WHERE` among rows.",
    "`ORDER BY rating DESC, drug`.",
  ],
  solution: "notebooks/solutions/05/mean-ratings.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, least) => Dataset");
    const dataset = (await table()) as Dataset<never>;
    const look = async (least: number, expected: object[], why: string) => {
      const call = `answer(dataset, ${least})`;
      expectSame(
        await rowsOf(await attempt(call, () => answer(dataset, least)), call),
        expected,
        `${why} Look at \`${call}\`.`,
      );
    };
    const rated = "A review without a rating is none: neither a 0 in the mean nor one more in `reviews`.";
    await look(3, [aspirin, zinc], `${rated} Of equal means the alphabet decides.`);
    await look(
      2,
      [bromide, iron, aspirin, zinc],
      "A drug with exactly `least` ratings is listed; the best comes first.",
    );
    await look(
      1,
      [quinine, bromide, iron, aspirin, zinc],
      "Rows without a drug are of no drug, and one without ratings has no mean.",
    );
    await look(4, [], "Where no drug has enough ratings there are no rows.");
  },
});
