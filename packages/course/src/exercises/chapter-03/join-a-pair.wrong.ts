import type { WrongAnswerCase } from "../define-exercise.ts";
import type { EncodedText, JoinAPair } from "./join-a-pair.ts";

type Parts = (first: EncodedText, second: EncodedText) => unknown;
const ids = (first: EncodedText, second: EncodedText) => [...first.input_ids, ...second.input_ids.slice(1)];
const types = (first: EncodedText, second: EncodedText) =>
  ids(first, second).map((_, i) => Number(i >= first.input_ids.length));
const by =
  (change: { input_ids?: Parts; token_type_ids?: Parts; attention_mask?: Parts }): JoinAPair =>
  (first, second) => ({
    input_ids: (change.input_ids ?? ids)(first, second) as number[],
    token_type_ids: (change.token_type_ids ?? types)(first, second) as number[],
    attention_mask: (change.attention_mask ?? ((a, b) => ids(a, b).map(() => 1)))(first, second) as number[],
  });
const bare = ({ input_ids }: EncodedText) => input_ids.slice(1, -1);

export const wrong: WrongAnswerCase<JoinAPair>[] = [
  { name: "a pair", answer: { input_ids: [101, 102] }, says: /a function/ },
  {
    name: "one behind the other",
    answer: by({ input_ids: (a, b) => [...a.input_ids, ...b.input_ids] }),
    says: /has the tokens '\[CLS\].*\[SEP\] \[CLS\].*expected/,
  },
  {
    name: "no separator in between",
    answer: by({ input_ids: (a, b) => [...a.input_ids.slice(0, -1), ...b.input_ids.slice(1)] }),
    says: /has the tokens/,
  },
  {
    name: "no separator at the end",
    answer: by({ input_ids: (a, b) => ids(a, b).slice(0, -1) }),
    says: /has the tokens/,
  },
  {
    name: "no special tokens",
    answer: by({ input_ids: (a, b) => [...bare(a), ...bare(b)] }),
    says: /has the tokens/,
  },
  { name: "the second first", answer: by({ input_ids: (a, b) => ids(b, a) }), says: /has the tokens/ },
  {
    name: "types of two texts by themselves",
    answer: by({ token_type_ids: (a, b) => ids(a, b).map(() => 0) }),
    says: /`token_type_ids` of.*1 for the second/,
  },
  {
    name: "joins the types as they are",
    answer: by({ token_type_ids: (a, b) => [...a.token_type_ids, ...b.token_type_ids] }),
    says: /`token_type_ids` of/,
  },
  {
    name: "the separator belongs to the second",
    answer: by({ token_type_ids: (a, b) => ids(a, b).map((_, i) => Number(i >= a.input_ids.length - 1)) }),
    says: /0 for the first text with its marks/,
  },
  {
    name: "the last separator belongs to the first",
    answer: by({ token_type_ids: (a, b) => types(a, b).with(-1, 0) }),
    says: /1 for the second with the last/,
  },
  {
    name: "types 1 and 2",
    answer: by({ token_type_ids: (a, b) => types(a, b).map((type) => type + 1) }),
    says: /`token_type_ids` of/,
  },
  {
    name: "types as booleans",
    answer: by({ token_type_ids: (a, b) => types(a, b).map(Boolean) }),
    says: /`token_type_ids` of/,
  },
  {
    name: "types as the mask",
    answer: by({ attention_mask: types }),
    says: /`attention_mask` of.*a 1 for each token/,
  },
  {
    name: "one more in the mask",
    answer: by({ attention_mask: (a, b) => [...a.attention_mask, ...b.attention_mask] }),
    says: /`attention_mask` of/,
  },
  {
    name: "a batch of two rows",
    answer: by({ input_ids: (a, b) => [a.input_ids, b.input_ids] }),
    says: /a list of numbers/,
  },
  {
    name: "no types",
    answer: (first, second) => ({
      input_ids: ids(first, second),
      attention_mask: ids(first, second).map(() => 1),
    }),
    says: /`token_type_ids` of.*is `undefined`/,
  },
  {
    name: "changes the first",
    answer: (first, second) => {
      const result = by({})(first, second);
      first.input_ids.push(...second.input_ids.slice(1));
      return result;
    },
    says: /changed what it was given/,
  },
];
