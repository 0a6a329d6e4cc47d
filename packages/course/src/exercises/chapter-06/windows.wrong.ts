import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./windows.ts";

/** The solution, with its parts to be exchanged; what never gets on ends after a hundred windows. */
const mutant =
  ({
    step = (size: number, stride: number) => size - stride,
    endOf = (start: number, size: number, length: number) => Math.min(start + size, length),
    isDone = (end: number, length: number, _start: number, _next: number) => end >= length,
    check = (size: number, stride: number) => {
      if (stride >= size) throw new RangeError(`a stride below ${size} expected: ${stride}`);
    },
    empty = [] as [number, number][],
    change = (windows: [number, number][]) => windows,
  } = {}): Answer =>
  (length, size, stride) => {
    check(size, stride);
    if (length === 0) return empty;
    const windows: [number, number][] = [];
    for (let start = 0; windows.length < 100; start += step(size, stride)) {
      const end = endOf(start, size, length);
      windows.push([start, end]);
      if (isDone(end, length, start, start + step(size, stride))) break;
    }
    return change(windows);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "takes the stride for the step",
    answer: mutant({ step: (_, stride) => Math.max(1, stride) }),
    says: /\*shares\*/,
  },
  { name: "does not overlap", answer: mutant({ step: (size) => size }), says: /\*shares\*/ },
  {
    name: "shares one too many",
    answer: mutant({ step: (size, stride) => Math.max(1, size - stride - 1) }),
    says: /\*shares\*/,
  },
  {
    name: "loses the last, shorter window",
    answer: (length, size, stride) =>
      (mutant()(length, size, stride) as [number, number][]).filter(
        ([start, end], i) => i === 0 || end - start === size,
      ),
    says: /must not be lost/,
  },
  {
    name: "ends behind the text",
    answer: mutant({ endOf: (start, size) => start + size }),
    says: /behind the text/,
  },
  {
    name: "goes on as long as a start is in the text",
    answer: mutant({ isDone: (_end, length, _start, next) => next >= length }),
    says: /\*shares\*|nothing new/,
  },
  {
    name: "includes the end",
    answer: mutant({ change: (windows) => windows.map(([start, end]) => [start, end - 1]) }),
    says: /\*shares\*/,
  },
  {
    name: "gives an empty window for an empty text",
    answer: mutant({ empty: [[0, 0]] }),
    says: /without tokens/,
  },
  { name: "does not look at the stride", answer: mutant({ check: () => {} }), says: /RangeError/ },
  {
    name: "refuses only a stride larger than the size",
    answer: mutant({
      check: (size, stride) => {
        if (stride > size) throw new RangeError("too large");
      },
    }),
    says: /answer\(3, 4, 4\).*RangeError/,
  },
  {
    name: "gives no windows where it should throw",
    answer: (length, size, stride) => (stride >= size ? [] : mutant()(length, size, stride)),
    says: /should throw/,
  },
  {
    name: "moves the last window back so that it is full",
    answer: (length, size, stride) =>
      (mutant()(length, size, stride) as [number, number][]).map(([start, end]) => [
        Math.max(0, Math.min(start, end - size)),
        end,
      ]),
    says: /may be shorter/,
  },
  {
    name: "gives lengths instead of ends",
    answer: mutant({ change: (windows) => windows.map(([start, end]) => [start, end - start]) }),
    says: /\*shares\*/,
  },
];
