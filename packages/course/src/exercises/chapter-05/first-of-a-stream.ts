import { IterableDataset } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

interface Line {
  id: number;
  text: string;
}

export type Stream = IterableDataset<Line>;

export type Answer = (stream: Stream, word: string, k: number) => Awaitable<{ rows: object[]; read: number }>;

/** Larger than any memory here: who reads on is stopped. */
const patience = 3000;
const animals = [
  "a heron",
  "two otters",
  "Otters, three of them",
  "an otter",
  "scotters and otterhounds",
  "otters: many",
];
const lines = (id: number): Line => ({
  id,
  text: id % 11 === 10 ? (animals[Math.floor(id / 11) % animals.length] as string) : `line ${id}`,
});

interface Reading {
  count: number;
  closed: boolean;
}

function endless(reading: Reading, tooFar: string, length = Number.POSITIVE_INFINITY): Stream {
  return IterableDataset.fromGenerator(function* () {
    try {
      for (let id = 0; id < length; id++) {
        if (++reading.count > patience) throw new WrongAnswer(tooFar);
        yield lines(id);
      }
    } finally {
      reading.closed = true;
    }
  });
}

export const firstOfAStream = defineExercise<Answer>({
  id: "5.4.1",
  title: "No more than needed",
  prompt: `A stream may be larger than the disk, so nobody reads all of it to find three rows. Write \`find(stream, word, k)\`, where
\`stream\` is an \`IterableDataset\` of rows \`{ id, text }\`. Give \`{ rows, read }\`: a list of the first \`k\` rows whose text has the
word **as a word of its own**, whatever its case (with \`otter\`, "An OTTER!" has it and "otters" has not), and how many rows of
the stream were read to find them. As soon as the last of them is found, nothing more is read. A stream that ends sooner
gives the rows that it has.

\`\`\`ts
const stream = IterableDataset.fromGenerator(function* () {
  for (let id = 0; ; id++) yield { id, text: id % 2 === 0 ? "an otter" : "a heron" };
});
await find(stream, "otter", 2); // { rows: [{ id: 0, text: "an otter" }, { id: 2, text: "an otter" }], read: 3 }
\`\`\``,
  hints: [
    "`for await (const row of stream)` reads row by row; `return` or `break` in it closes the stream.",
    "Count first, then look at the row, then stop if there are enough: in this order nothing is read in vain.",
    'A pattern of `"\\\\b" + word + "\\\\b"`, with the flag `i`, is true for a whole word in any case; words are letters here.',
  ],
  solution: "notebooks/solutions/05/first-of-a-stream.ts",
  async check(answer) {
    mustBeFunction(answer, "async (stream, word, k) => ({ rows, read })");
    const look = async (word: string, k: number, length?: number) => {
      const reading = { count: 0, closed: false };
      const call = `answer(stream, "${word}", ${k})`;
      const expected: Line[] = [];
      let read = 0;
      while (expected.length < k && read < (length ?? patience)) {
        const row = lines(read++);
        if (
          row.text
            .toLowerCase()
            .split(/[^a-z]+/)
            .includes(word.toLowerCase())
        )
          expected.push(row);
      }
      const tooFar = `\`${call}\` has read ${patience} rows of a stream without an end, and goes on. Stop as soon as there are \`k\` rows; a word of its own counts in any case, so the last of them is ${show(expected.at(-1))}.`;
      const given = await attempt(call, () => answer(endless(reading, tooFar, length), word, k));
      if (reading.count > patience) throw new WrongAnswer(tooFar);
      const ids = (rows: unknown) => (Array.isArray(rows) ? rows.map((row: Line) => row?.id) : rows);
      expectSame(
        ids(given?.rows),
        ids(expected),
        `A word of its own, in any case: \`${call}\` should find the rows with these ids.`,
      );
      expectSame(given.rows, expected, "Rows stay as they are.");
      expectSame(
        given.read,
        read,
        `\`${call}\` should say in \`read\` how many rows it needed; the last one is the last of \`rows\`.`,
      );
      if (reading.count > read)
        throw new WrongAnswer(
          `\`${call}\` needs ${read} rows, and reads ${reading.count}: look whether there are enough *before* the next one is read.`,
        );
      if (!reading.closed && read > 0)
        throw new WrongAnswer(
          `\`${call}\` leaves the stream open. \`break\` or \`return\` in a \`for await\` closes it.`,
        );
    };
    await look("otter", 1);
    await look("OTTERS", 3);
    await look("heron", 5);
    await look("otter", 4, 60);
  },
});
