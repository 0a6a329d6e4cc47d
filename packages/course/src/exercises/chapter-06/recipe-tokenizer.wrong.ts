import {
  decoders,
  models,
  normalizers,
  PreTrainedTokenizerFast,
  preTokenizers,
  processors,
  Tokenizer,
  trainers,
} from "@llm-course/tokenizers";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./recipe-tokenizer.ts";

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const roles = {
  padToken: "[PAD]",
  unkToken: "[UNK]",
  clsToken: "[CLS]",
  sepToken: "[SEP]",
  maskToken: "[MASK]",
};
const digits = new preTokenizers.Digits({ individualDigits: true });
const composed = new normalizers.Sequence([new normalizers.NFC(), new normalizers.Lowercase()]);
const byBert = new preTokenizers.BertPreTokenizer();

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    normalizer = composed as normalizers.Normalizer,
    preTokenizer = new preTokenizers.Sequence([byBert, digits]) as preTokenizers.PreTokenizer,
    decoder = new decoders.WordPiece() as decoders.Decoder | null,
    specialTokens = special,
    size = (vocabSize: number) => vocabSize,
    choose = (texts: string[]) => texts,
    pair = "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    single = "[CLS]:0 $A:0 [SEP]:0",
    template = true,
    given = roles as Partial<typeof roles>,
    settings = {} as { paddingSide?: "left" },
  } = {}): Answer =>
  async (texts, vocabSize) => {
    const tokenizer = new Tokenizer(new models.WordPiece({ unkToken: "[UNK]" }), {
      normalizer,
      preTokenizer,
      ...(decoder && { decoder }),
    });
    await tokenizer.trainFromIterator(choose(texts), (words) =>
      trainers.trainWordPiece(words, { vocabSize: size(vocabSize), specialTokens }),
    );
    const ids = ["[CLS]", "[SEP]"].map((token): [string, number] => [token, tokenizer.tokenToId(token) ?? 0]);
    if (template)
      tokenizer.postProcessor = new processors.TemplateProcessing({ single, pair, specialTokens: ids });
    return new PreTrainedTokenizerFast({ tokenizerObject: tokenizer, ...given, ...settings });
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "keeps capitals",
    answer: mutant({ normalizer: new normalizers.NFC() }),
    says: /Upper case and lower case/,
  },
  {
    name: "strips accents, as BERT's normalizer",
    answer: mutant({ normalizer: new normalizers.BertNormalizer({ lowercase: true }) }),
    says: /Accents stay/,
  },
  {
    name: "leaves accents apart",
    answer: mutant({ normalizer: new normalizers.Lowercase() }),
    says: /belongs to its letter/,
  },
  { name: "takes numbers whole", answer: mutant({ preTokenizer: byBert }), says: /single digits|no `##`/ },
  {
    name: "cuts numbers from words, but not into digits",
    answer: mutant({
      preTokenizer: new preTokenizers.Sequence([
        byBert,
        new preTokenizers.Digits({ individualDigits: false }),
      ]),
    }),
    says: /single digits|no `##`/,
  },
  {
    name: "cuts at white space only",
    answer: mutant({
      preTokenizer: new preTokenizers.Sequence([new preTokenizers.WhitespaceSplit(), digits]),
    }),
    says: /at punctuation|is one token/,
  },
  { name: "hands the trainer no special tokens", answer: mutant({ specialTokens: [] }), says: /ids 0 to 4/ },
  {
    name: "has the special tokens in another order",
    answer: mutant({ specialTokens: ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"] }),
    says: /ids 0 to 4/,
  },
  { name: "ignores the size", answer: mutant({ size: () => 300 }), says: /Asked for at most 120/ },
  {
    name: "trains to a larger size",
    answer: mutant({ size: (size) => 2 * size }),
    says: /Asked for at most/,
  },
  {
    name: "trains on the first half of the texts",
    answer: mutant({ choose: (texts) => texts.slice(0, 8) }),
    says: /all texts are for training|is one token/,
  },
  { name: "has no template", answer: mutant({ template: false }), says: /One text is/ },
  {
    name: "gives both texts the type 0",
    answer: mutant({ pair: "[CLS]:0 $A:0 [SEP]:0 $B:0 [SEP]:0" }),
    says: /Token types/,
  },
  {
    name: "forgets the [SEP] between the texts",
    answer: mutant({ pair: "[CLS]:0 $A:0 $B:1 [SEP]:1" }),
    says: /A pair is/,
  },
  { name: "gives no roles", answer: mutant({ given: {} }), says: /has a role/ },
  {
    name: "forgets the mask",
    answer: mutant({ given: { ...roles, maskToken: "[UNK]" } }),
    says: /has a role/,
  },
  { name: "has no decoder", answer: mutant({ decoder: null }), says: /A decoder/ },
  { name: "pads on the left", answer: mutant({ settings: { paddingSide: "left" } }), says: /on the right/ },
  {
    name: "gives the tokenizer without its wrapper",
    answer: (async () => new Tokenizer(new models.WordPiece({ unkToken: "[UNK]" }))) as never,
    says: /PreTrainedTokenizerFast/,
  },
];
