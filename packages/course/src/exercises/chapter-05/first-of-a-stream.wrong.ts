import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Stream } from "./first-of-a-stream.ts";

type Line = { id: number; text: string };

const whole = (word: string) => new RegExp(`\\b${word}\\b`, "i");

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    match = (text: string, word: string) => whole(word).test(text),
    enough = (rows: Line[], k: number) => rows.length >= k,
    read = (count: number, _rows: Line[]) => count,
    early = false,
    show = (row: Line): object => row,
    source = (stream: Stream) => stream,
  } = {}): Answer =>
  async (stream, word, k) => {
    const rows: Line[] = [];
    let count = 0;
    for await (const row of source(stream)) {
      if (early && enough(rows, k)) break;
      count++;
      if (match(row.text, word)) rows.push(row);
      if (!early && enough(rows, k)) break;
    }
    return { rows: rows.map(show), read: read(count, rows) };
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "reads all of the stream first",
    answer: async (stream, word, k) => {
      const all: Line[] = [];
      for await (const row of stream) all.push(row);
      const rows = all.filter(({ text }) => whole(word).test(text)).slice(0, k);
      return { rows, read: (rows.at(-1)?.id ?? 0) + 1 };
    },
    says: /without an end/,
  },
  { name: "reads one row too many", answer: mutant({ early: true }), says: /\*before\* the next one/ },
  {
    name: "reads on to make sure",
    answer: mutant({ enough: (rows, k) => rows.length > k }),
    says: /should find the rows/,
  },
  {
    name: "takes the first rows and looks then",
    answer: mutant({ source: (stream) => stream.take(20) }),
    says: /should find the rows/,
  },
  {
    name: "takes the first k rows and looks then",
    answer: async (stream, word, k) => mutant()(stream.take(k), word, k),
    says: /should find the rows/,
  },
  {
    name: "shuffles first",
    answer: mutant({ source: (stream) => stream.shuffle({ seed: 0, bufferSize: 50 }) }),
    says: /how many rows it needed|should find/,
  },
  {
    name: "looks for the letters anywhere",
    answer: mutant({ match: (text, word) => text.toLowerCase().includes(word.toLowerCase()) }),
    says: /word of its own/,
  },
  {
    name: "minds the case",
    answer: mutant({ match: (text, word) => new RegExp(`\\b${word}\\b`).test(text) }),
    says: /in any case/,
  },
  {
    name: "splits at spaces only",
    answer: mutant({ match: (text, word) => text.toLowerCase().split(" ").includes(word.toLowerCase()) }),
    says: /word of its own/,
  },
  {
    name: "looks for words that begin so",
    answer: mutant({ match: (text, word) => new RegExp(`\\b${word}`, "i").test(text) }),
    says: /word of its own/,
  },
  {
    name: "says how many rows were found",
    answer: mutant({ read: (_, rows) => rows.length }),
    says: /how many rows it needed/,
  },
  {
    name: "gives the last id for the number",
    answer: mutant({ read: (count) => count - 1 }),
    says: /how many rows it needed/,
  },
  {
    name: "gives texts",
    answer: mutant({ show: ({ text }) => text as never }),
    says: /should find the rows|stay as they are/,
  },
  {
    name: "gives the rows alone",
    answer: (async (stream: Stream, word: string, k: number) =>
      (await mutant()(stream, word, k)).rows) as never,
    says: /should find the rows/,
  },
  {
    name: "leaves the stream open",
    answer: async (stream, word, k) => {
      const iterator = stream[Symbol.asyncIterator]();
      const rows: Line[] = [];
      let read = 0;
      while (rows.length < k) {
        const { value, done } = await iterator.next();
        if (done) break;
        read++;
        if (whole(word).test(value.text)) rows.push(value);
      }
      return { rows, read };
    },
    says: /leaves the stream open/,
  },
];
