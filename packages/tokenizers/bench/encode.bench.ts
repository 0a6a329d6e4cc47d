// Encoding 10,000 sentences of the Brown corpus in one batch, with BERT's WordPiece and GPT-2's byte-level BPE: the fast
// tokenizer beside the slow one, for which ids are all there is. The further cases say what reading out more costs; each is
// beside the slow one's ids.
import { type BatchEncoding, PreTrainedTokenizerFast, PreTrainedTokenizerSlow } from "../src/auto/index.ts";
import { brownLines } from "../test/oracle/lines.ts";
import { bertJson, gpt2Json } from "../test/oracle/rust.ts";

type Read = (encoding: BatchEncoding<number[][]>) => unknown;

const masks = { returnTokenTypeIds: false, returnAttentionMask: false };

const tokenizers = {
  BERT: {
    fast: once(() => new PreTrainedTokenizerFast({ tokenizerJson: bertJson() })),
    slow: once(() => new PreTrainedTokenizerSlow({ tokenizerJson: bertJson() })),
  },
  "GPT-2": {
    fast: once(() => new PreTrainedTokenizerFast({ tokenizerJson: gpt2Json() })),
    slow: once(() => new PreTrainedTokenizerSlow({ tokenizerJson: gpt2Json() })),
  },
};
const sentences = once(() => brownLines(10_000));

/** Each side runs in a process of its own and loads what it needs. */
function once<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

/** Seconds, with everything read that is asked for. */
async function encode(
  name: keyof typeof tokenizers,
  kind: "fast" | "slow",
  options: object,
  read: Read,
): Promise<number> {
  const tokenizer = tokenizers[name][kind]();
  const texts = sentences();
  const began = performance.now();
  read(await tokenizer(texts, options));
  return (performance.now() - began) / 1000;
}

const ids: Read = ({ input_ids }) => input_ids;
const eachRow =
  (read: (encoding: BatchEncoding<number[][]>, row: number) => unknown): Read =>
  (encoding) => {
    for (let row = 0; row < encoding.batchSize; row++) read(encoding, row);
  };

const costs: readonly (readonly [string, object, Read])[] = [
  ["ids only", masks, ids],
  ["ids and masks", {}, (encoding) => ({ ...encoding })],
  ["ids and offsets", { ...masks, returnOffsetsMapping: true }, (encoding) => ({ ...encoding })],
  [
    "ids and tokens",
    masks,
    (encoding) => [ids(encoding), eachRow((each, row) => each.tokens(row))(encoding)],
  ],
  [
    "everything: ids, masks, offsets, tokens, word and sequence ids",
    { returnOffsetsMapping: true, returnSpecialTokensMask: true },
    (encoding) => [
      { ...encoding },
      eachRow((each, row) => [each.tokens(row), each.wordIds(row), each.sequenceIds(row)])(encoding),
    ],
  ],
];

export default {
  name: "encode",
  cases: (["BERT", "GPT-2"] as const).flatMap((name) =>
    costs.map(([cost, options, read], i) => ({
      name: `encode fast against encode slow, ${name}, ${cost}`,
      unit: "s",
      ours: () => encode(name, "fast", options, read),
      peer: {
        name: "encode slow, ids only",
        install: "nothing to install",
        available: () => true,
        run: () => encode(name, "slow", masks, ids),
      },
      ...(i === 0 && { bar: 0.77 }),
    })),
  ),
};
