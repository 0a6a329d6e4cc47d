import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";

export type Answer = (
  length: number,
  size: number,
  stride: number,
) => Awaitable<[start: number, end: number][]>;

const probes: readonly Probe<[length: number, size: number, stride: number], [number, number][]>[] = [
  {
    args: [11, 5, 2],
    expected: [[0, 5], [3, 8], [6, 11]], // biome-ignore format: windows
    why: "`stride` is how many tokens a window *shares* with the one before it, so the next one starts `size - stride` later.",
  },
  {
    args: [12, 5, 2],
    expected: [[0, 5], [3, 8], [6, 11], [9, 12]], // biome-ignore format: windows
    why: "The last window may be shorter, and its tokens must not be lost; nor does it end behind the text.",
  },
  {
    args: [7, 7, 3],
    expected: [[0, 7]],
    why: "Once a window ends with the text, another one would hold nothing new.",
  },
  { args: [4, 9, 3], expected: [[0, 4]], why: "A short text is one window, as long as the text." },
  {
    args: [9, 3, 0],
    expected: [[0, 3], [3, 6], [6, 9]], // biome-ignore format: windows
    why: "With a stride of 0 windows share nothing.",
  },
  {
    args: [6, 4, 3],
    expected: [[0, 4], [1, 5], [2, 6]], // biome-ignore format: windows
    why: "A stride of one less than the size moves on by one token.",
  },
  { args: [0, 5, 2], expected: [], why: "A text without tokens has no window." },
];

export const windows = defineExercise<Answer>({
  id: "6.3b.3",
  title: "Windows over a long text",
  prompt: `Write \`windows(length, size, stride)\`: how a text of \`length\` tokens is cut into windows of at most \`size\` tokens, of
which each shares \`stride\` tokens with the one before. Give \`[start, end]\` of each, \`end\` not included. All windows but the
last are full; the last one ends with the text, and there is none that holds nothing new. A text of no tokens has no window.
A \`stride\` that is not smaller than \`size\` would never get on: throw a \`RangeError\`.

\`\`\`ts
windows(9, 6, 2); // [[0, 6], [4, 9]]
\`\`\``,
  hints: [
    "The next window starts `size - stride` tokens after the one before it.",
    "Stop as soon as a window's end reaches `length`: `Math.min(start + size, length)`.",
    "Look at the stride first, before a loop that would not end.",
  ],
  solution: "notebooks/solutions/06/windows.ts",
  async check(answer) {
    mustBeFunction(answer, "(length, size, stride) => [[start, end], …]");
    for (const each of probes) await probe(answer, each);
    for (let size = 2; size < 7; size++)
      for (let stride = 0; stride < size; stride++)
        for (const length of [1, 5, 13, 24]) {
          const why = "Sizes and strides one after the other.";
          await probe(answer, {
            args: [length, size, stride],
            expected: byStarts(length, size, stride),
            why,
          });
        }
    // Last, since an answer that goes on for ever here can only be stopped with its process.
    for (const stride of [4, 6]) {
      const call = `answer(3, 4, ${stride})`;
      const given = await attempt(call, async () => {
        try {
          return await answer(3, 4, stride);
        } catch (error) {
          if (error instanceof RangeError) return undefined;
          throw error;
        }
      });
      if (given !== undefined)
        throw new WrongAnswer(
          `With a stride of \`size\` or more no window gets on: \`${call}\` should throw a \`RangeError\`.`,
        );
    }
  },
});

/** Every start that is a multiple of the step, as long as the window before it has left something over. */
function byStarts(length: number, size: number, stride: number): [number, number][] {
  return Array.from({ length }, (_, start) => start)
    .filter((start) => start % (size - stride) === 0 && (start === 0 || start + stride < length))
    .map((start) => [start, Math.min(length, start + size)]);
}
