import { IterableDataset } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { rowsOfStream } from "./rows-of.ts";

interface Text {
  text: string;
}

export type Answer = (
  streams: Record<string, IterableDataset<Text>>,
  weights: Record<string, number>,
  seed: number,
) => Awaitable<IterableDataset<object>>;

interface Mixed extends Text {
  language: string;
}

const texts = (language: string, count: number) =>
  IterableDataset.fromGenerator(function* () {
    for (let i = 0; i < count; i++) yield { text: `${language} ${i}` };
  });

export const weightedMix = defineExercise<Answer>({
  id: "5.4.2",
  title: "A mixture of languages",
  prompt: `Write \`mix(streams, weights, seed)\`. \`streams\` has an \`IterableDataset\` of rows \`{ text }\` for each language, \`weights\` a
number above 0 for each, as in \`{ en: 3, fr: 1 }\`: of four rows three shall be English, by chance, not in turn. Give one
\`IterableDataset\` whose rows have a further column \`language\`. It ends when **every** stream was read to its end; those that
end sooner begin anew. The same \`seed\` gives the same rows, another one another order.

\`\`\`ts
const mixed = mix({ en: english, fr: french }, { en: 3, fr: 1 }, 42);
for await (const row of mixed.take(1)) console.log(row); // { text: "…", language: "en" } or "fr"
\`\`\``,
  hints: [
    "`IterableDataset.interleave(streams, { probabilities, seed, stoppingStrategy })`; probabilities are shares of 1.",
    "`stream.map(() => ({ language }))` adds the column before the streams are mixed.",
    "Go by the names in `streams`: the names in `weights` may be in another order.",
  ],
  solution: "notebooks/solutions/05/weighted-mix.ts",
  async check(answer) {
    mustBeFunction(answer, "(streams, weights, seed) => IterableDataset");
    const call = "answer({ sw, fi, yo }, { yo: 5, sw: 2, fi: 1 }, seed)";
    const draw = async (seed: number, most: number, length = 5000) => {
      const streams = { sw: texts("sw", length), fi: texts("fi", length), yo: texts("yo", length) };
      const mixed = await attempt(call, () => answer(streams, { yo: 5, sw: 2, fi: 1 }, seed));
      return (await attempt(call, () => rowsOfStream(mixed, call, most))) as Mixed[];
    };
    const rows = await draw(7, 1600);
    if (!rows.every(({ language, text }) => typeof text === "string" && text.startsWith(`${language} `)))
      throw new WrongAnswer("Each row should have its `text` and the name of its stream as `language`.");
    const shares = Object.entries({ yo: 5, sw: 2, fi: 1 });
    for (const [name, weight] of shares) {
      const [count, expected] = [
        rows.filter(({ language }) => language === name).length,
        (1600 * weight) / 8,
      ];
      // Five standard deviations: no seed that is right by chance gets there.
      if (Math.abs(count - expected) > 5 * Math.sqrt(expected * (1 - weight / 8)))
        throw new WrongAnswer(
          `Of 1,600 rows about ${expected} should be of "${name}", with a weight of ${weight} of 8; there are ${count}. Are the shares right, and each for its own stream?`,
        );
    }
    const languages = rows.map(({ language }) => language).join("");
    if (new Set(languages.match(/.{16}/g)).size < 20)
      throw new WrongAnswer("The languages come in a pattern, or one after the other. Draw them by chance.");
    for (const [name] of shares) {
      const own = rows.filter(({ language }) => language === name).map(({ text }) => text);
      expectSame(
        own.slice(0, 3),
        [0, 1, 2].map((i) => `${name} ${i}`),
        `Rows of one stream keep their order; these are of "${name}".`,
      );
    }
    expectSame(
      (await draw(7, 300)).map(({ text }) => text),
      rows.slice(0, 300).map(({ text }) => text),
      "The same seed should give the same rows.",
    );
    if ((await draw(8, 300)).every(({ text }, i) => text === rows[i]?.text))
      throw new WrongAnswer("Another seed gives the same order: hand `seed` on.");
    const short = await draw(3, 2000, 20);
    if (short.length === 2000)
      throw new WrongAnswer("Of three streams of twenty rows there is no end: stop when each was read.");
    const missing = Array.from({ length: 20 }, (_, i) => `fi ${i}`).filter(
      (text) => !short.some((row) => row.text === text),
    );
    expectSame(
      missing,
      [],
      "It ends when *every* stream was read to its end; these rows of a rare language never came.",
    );
  },
});
