import type { PreTrainedTokenizer } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

export type Answer = (texts: string[], vocabSize: number) => Promise<PreTrainedTokenizer>;

const verbs = ["Whisk", "Stir", "Knead", "Simmer", "Chop", "Grate", "Melt", "Roast", "Crème", "Purée"];
const things = [
  "butter",
  "flour",
  "sugar",
  "onions",
  "cinnamon",
  "rosemary",
  "chocolate",
  "crème fraîche",
  "jalapeños",
];
const recipes = verbs.flatMap((verb, i) =>
  things.map(
    (thing, j) =>
      `${verb} ${10 * i + 25 * j} g of ${thing}, then ${thing} for ${i + 3}${j} minutes; ${verb.toLowerCase()}ing again.`,
  ),
);
const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

export const recipeTokenizer = defineExercise<Answer>({
  id: "6.practical",
  title: "A tokenizer for recipes",
  prompt: `Build a whole tokenizer from its parts, for a model of BERT's kind that is to read recipes. Write
\`build(texts, vocabSize)\`: it trains on **all** of \`texts\` and gives a \`PreTrainedTokenizerFast\`.

- Upper case becomes lower case; **accents stay** (a *purée* is no *puree*), as one character each.
- Words are cut at white space and punctuation, and **numbers into single digits**, so that any amount can be read.
- WordPiece, with at most \`vocabSize\` tokens. The first five, with the ids 0 to 4, are \`[PAD] [UNK] [CLS] [SEP] [MASK]\`; each
  has its role (\`padToken\`, \`unkToken\`, \`clsToken\`, \`sepToken\`, \`maskToken\`).
- One text is \`[CLS] A [SEP]\`, a pair \`[CLS] A [SEP] B [SEP]\` with the token types 0 and 1.
- Decoding joins pieces to words again; a batch can be padded.`,
  hints: [
    "Section 6.8 has each part. The normalizer is a `Sequence` of two; look at what `BertNormalizer` does to accents unless told otherwise.",
    "`new preTokenizers.Sequence([new preTokenizers.BertPreTokenizer(), new preTokenizers.Digits({ individualDigits: true })])`.",
    "Hand the special tokens to the trainer, in their order; look up their ids afterwards for the template.",
    '`new PreTrainedTokenizerFast({ tokenizerObject, padToken: "[PAD]", … })` gives each token its role; `decoders.WordPiece` joins pieces.',
  ],
  solution: "notebooks/solutions/06/recipe-tokenizer.ts",
  async check(answer) {
    mustBeFunction(answer, "async (texts, vocabSize) => new PreTrainedTokenizerFast(…)");
    const texts = [...recipes];
    const tokenizer = await attempt("answer(recipes, 300)", () => answer(texts, 300));
    if (typeof tokenizer !== "function" || typeof tokenizer.tokenize !== "function")
      throw new WrongAnswer(
        `Give the wrapped tokenizer, a \`PreTrainedTokenizerFast\`; given was ${show(tokenizer)}.`,
      );
    expectSame(texts, recipes, "The texts should stay as they were.");
    await attempt("the tokenizer that you built", () => look(tokenizer));
    const small = await attempt("answer(recipes, 120)", () => answer([...recipes], 120));
    if (!(small.vocabSize <= 120 && small.vocabSize > 60))
      throw new WrongAnswer(
        `Asked for at most 120 tokens it has ${small.vocabSize}: the trainer takes \`vocabSize\`.`,
      );
  },
});

async function look(tokenizer: PreTrainedTokenizer): Promise<void> {
  const { vocabSize } = tokenizer;
  if (vocabSize > 300)
    throw new WrongAnswer(
      `Asked for at most 300 tokens it has ${vocabSize}: the trainer takes \`vocabSize\`.`,
    );
  const ids = tokenizer.convertTokensToIds(specialTokens);
  expectSame(
    ids,
    [0, 1, 2, 3, 4],
    "The special tokens get the ids 0 to 4 if they are handed to the trainer, in that order.",
  );
  const { padToken, unkToken, clsToken, sepToken, maskToken } = tokenizer;
  const roles = { padToken, unkToken, clsToken, sepToken, maskToken };
  const [pad, unk, cls, sep, mask] = specialTokens;
  expectSame(
    roles,
    { padToken: pad, unkToken: unk, clsToken: cls, sepToken: sep, maskToken: mask },
    "Each special token has a role.",
  );

  const tokens = (text: string) => tokenizer.tokenize(text);
  expectSame(
    await tokens("BUTTER"),
    await tokens("butter"),
    "Upper case and lower case give the same tokens.",
  );
  expectSame(
    await tokens("butter"),
    ["butter"],
    "What is frequent in the texts is one token after training.",
  );
  expectSame(
    await tokens("jalapeños"),
    ["jalapeños"],
    "Accents stay; and all texts are for training, the last one, too.",
  );
  expectSame(
    await tokens("PURE\u0301E"),
    await tokens("purée"),
    "An accent that comes as a character of its own belongs to its letter.",
  );
  const amount = (await tokens("475g")).map((token) => token.replace("##", ""));
  expectSame(amount.slice(0, 3), ["4", "7", "5"], "A number is cut into single digits.");
  expectSame(
    (await tokens("475")).filter((token) => token.startsWith("##")),
    [],
    "Each digit is a word of its own, so it has no `##`.",
  );
  expectSame(await tokens("flour,sugar"), ["flour", ",", "sugar"], "Words are cut at punctuation.");
  expectSame(
    await tokens("東 flour"),
    ["[UNK]", "flour"],
    "A word with a character that no text had is `[UNK]`.",
  );

  const one = await tokenizer("flour");
  expectSame(one.tokens(), ["[CLS]", "flour", "[SEP]"], "One text is [CLS] A [SEP].");
  const pair = await tokenizer("flour", { textPair: "melt butter" });
  expectSame(
    pair.tokens(),
    ["[CLS]", "flour", "[SEP]", "melt", "butter", "[SEP]"],
    "A pair is [CLS] A [SEP] B [SEP].",
  );
  expectSame(
    pair.token_type_ids,
    [0, 0, 0, 1, 1, 1],
    "Token types are 0 for the first text and its marks, 1 for the second and its [SEP].",
  );
  const batch = await tokenizer(["flour", "melt butter"], { padding: true });
  expectSame(batch.attention_mask, [[1, 1, 1, 0], [1, 1, 1, 1]], "A batch is padded on the right."); // biome-ignore format: masks
  const text = "whisk 45 g of unsalted chocolatey crème";
  const decoded = tokenizer.decode(await tokenizer.encode(text), { skipSpecialTokens: true });
  expectSame(decoded, text.replace("45", "4 5"), "A decoder for WordPiece joins pieces with `##` to words.");
}
