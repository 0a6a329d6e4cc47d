import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Embed, Found } from "./nearest-threads.ts";

interface Row {
  thread: number;
  text: string;
}

const length = (vector: number[]) => Math.hypot(...vector);
const inner = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    similar = (a: number[], b: number[]) => inner(a, b) / length(a) / length(b),
    order = (a: Found, b: Found) => b.score - a.score,
    group = (all: Found[], _k: number) =>
      all.filter(({ thread }, i) => all.findIndex((other) => other.thread === thread) === i),
    cut = (found: Found[], k: number) => found.slice(0, k),
    ask = async (embed: Embed, question: string) => (await embed([question]))[0] as number[],
    show = (found: Found): Found => found,
  } = {}): Answer =>
  async (dataset: Dataset, embed, question, k) => {
    const rows = (await dataset.toRows()) as unknown as Row[];
    const asked = await ask(embed, question);
    const vectors = await embed(rows.map(({ text }) => text));
    const all = rows.map((row, i) => ({ ...row, score: similar(vectors[i] as number[], asked) }));
    return cut(group(all.sort(order), k), k).map(show);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "takes the inner product", answer: mutant({ similar: inner }), says: /Only the direction/ },
  {
    name: "takes the distance",
    answer: mutant({ similar: (a, b) => -length(a.map((x, i) => x - (b[i] ?? 0))) }),
    says: /is right/,
  },
  {
    name: "divides by one length only",
    answer: mutant({ similar: (a, b) => inner(a, b) / length(a) }),
    says: /is right/,
  },
  {
    name: "makes an index of inner products",
    answer: async (dataset, embed, question, k) => {
      const embedded = await dataset.map(
        async (batch) => ({ embedding: await embed(batch.text as string[]) }),
        { batched: true },
      );
      const indexed = await embedded.addVectorIndex("embedding", { metric: "inner_product" });
      const [asked = []] = await embed([question]);
      const { scores, examples } = await indexed.getNearestExamples("embedding", asked, dataset.numRows);
      const all = examples.map((row, i) => ({ ...(row as unknown as Row), score: scores[i] ?? 0 }));
      return all
        .filter(({ thread }, i) => all.findIndex((other) => other.thread === thread) === i)
        .slice(0, k);
    },
    says: /Only the direction/,
  },
  {
    name: "gives texts, not threads",
    answer: mutant({ group: (all) => all }),
    says: /Each thread comes once/,
  },
  {
    name: "takes k texts and groups then",
    answer: mutant({
      group: (all, k) =>
        all
          .slice(0, k)
          .filter(({ thread }, i, some) => some.findIndex((other) => other.thread === thread) === i),
    }),
    says: /Each thread comes once|is right/,
  },
  {
    name: "keeps the worst text of a thread",
    answer: mutant({
      group: (all) =>
        all.filter(({ thread }, i) => all.findLastIndex((other) => other.thread === thread) === i),
    }),
    says: /is right/,
  },
  {
    name: "keeps the first text of a thread",
    answer: async (dataset, embed, question, k) => {
      const found = await mutant({ group: (all) => all })(dataset, embed, question, dataset.numRows);
      const firsts = new Set(
        ((await dataset.toRows()) as unknown as Row[])
          .filter(({ thread }, i, rows) => rows.findIndex((other) => other.thread === thread) === i)
          .map(({ text }) => text),
      );
      return found.filter(({ text }) => firsts.has(text)).slice(0, k);
    },
    says: /is right/,
  },
  {
    name: "gives the farthest first",
    answer: mutant({ order: (a, b) => a.score - b.score }),
    says: /is right/,
  },
  { name: "gives all threads", answer: mutant({ cut: (found) => found }), says: /is right/ },
  {
    name: "gives distances",
    answer: mutant({ show: (found) => ({ ...found, score: 1 - found.score }) }),
    says: /is right/,
  },
  {
    name: "adds the scores of a thread",
    answer: async (dataset, embed, question, k) => {
      const all = await mutant({ group: (each) => each })(dataset, embed, question, dataset.numRows);
      const threads = [...Map.groupBy(all, ({ thread }) => thread).values()];
      return threads
        .map((each) => ({ ...(each[0] as Found), score: each.reduce((sum, { score }) => sum + score, 0) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, k);
    },
    says: /is right/,
  },
  {
    name: "gives embed one text",
    answer: mutant({ ask: async (embed, question) => (await embed(question as never))[0] as number[] }),
    says: /takes a list of texts/,
  },
  {
    name: "embeds each word of the question",
    answer: mutant({ ask: async (embed, question) => (await embed(question.split(" ")))[0] as number[] }),
    says: /is right/,
  },
  {
    name: "leaves the text out",
    answer: mutant({ show: ({ thread, score }) => ({ thread, score }) as Found }),
    says: /is right/,
  },
  {
    name: "gives threads alone",
    answer: (async (...args: Parameters<Answer>) =>
      (await mutant()(...args)).map(({ thread }) => thread)) as never,
    says: /is right/,
  },
];
