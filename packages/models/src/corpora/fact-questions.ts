import { shuffle } from "./shuffle.ts";

/** A question on a text, and where in the text its answer is. */
export interface FactQuestion {
  readonly question: string;
  readonly context: string;
  /** Undefined where the text does not say. `context.slice(start, end)` is the answer's text. */
  readonly answer: { readonly text: string; readonly start: number; readonly end: number } | undefined;
}

interface FactOptions {
  readonly count: number;
  /** Sentences of other texts, to hide the facts among. */
  readonly filler: readonly string[];
  /** How many of them go into a text. Default: 2 */
  readonly fillers?: number;
  /** Which share of the questions asks for what the text does not say. Default: 0.25 */
  readonly unanswerable?: number;
  /** Default: 0 */
  readonly seed?: number;
}

const list = (text: string) => text.split(" ");
const first = list(
  "Ada Bruno Chiara Dmitri Elif Farid Greta Hiro Ines Jonas Kofi Leila Marek Nadia Omar Paula",
);
const last = list(
  "Adler Bianchi Costa Duarte Eriksen Haddad Ivanov Jensen Kimura Lopez Moreau Novak Okafor Silva",
);
const names = first.flatMap((name) => last.map((family) => `${name} ${family}`));

/** What there is to know of a person: sentences with it, and questions for it. */
const relations = [
  {
    values: list("Accra Cairo Dublin Hanoi Kyoto Lima Lisbon Oslo Prague Quito Vienna Zagreb"),
    tell: ["{who} was born in {what}.", "{what} is where {who} was born.", "{who} comes from {what}."],
    ask: ["Where was {who} born?", "Where does {who} come from?"],
  },
  {
    values: list("baker carpenter chemist dentist farmer gardener judge mechanic nurse pilot teacher welder"),
    tell: ["{who} works as a {what}.", "By trade {who} is a {what}.", "{who} earns a living as a {what}."],
    ask: ["What does {who} work as?", "What is the trade of {who}?"],
  },
  {
    values: list("accordion banjo cello clarinet drums flute guitar harp piano trumpet viola violin"),
    tell: [
      "{who} plays the {what}.",
      "In the evening {who} practises the {what}.",
      "{who} has learnt the {what}.",
    ],
    ask: ["What does {who} play?", "Which instrument does {who} play?"],
  },
] as const;

/**
 * Short texts that tell something of an invented person among sentences of other texts, each with a question: for
 * learning to find an answer where it stands. All is drawn by the seed.
 */
export function factQuestions(options: FactOptions): FactQuestion[] {
  const { count, seed = 0 } = options;
  return Array.from({ length: count }, (_, i) => factQuestion(options, (seed * 1_000_003 + i) * 16));
}

function factQuestion({ filler, fillers = 2, unanswerable = 0.25 }: FactOptions, seed: number): FactQuestion {
  const pick = <Item>(items: readonly Item[], salt: number) => shuffle(items, seed + salt)[0] as Item;
  const who = pick(names, 0);
  const isKnown = pick(percents, 1) >= 100 * unanswerable;
  const kinds = shuffle([0, 1, 2] as const, seed + 2);
  const asked = kinds[0] as 0 | 1 | 2;
  const facts = kinds.slice(isKnown ? 0 : 1).map((kind) => {
    const what = pick<string>(relations[kind].values, 3 + kind);
    const parts = pick<string>(relations[kind].tell, 6 + kind)
      .replace("{who}", who)
      .split("{what}");
    return { kind, what, before: (parts[0] as string).length, sentence: parts.join(what) };
  });
  const others = Array.from({ length: fillers }, (_, i) => pickOne(filler, seed + i));
  const sentences = shuffle([...facts.map(({ sentence }) => sentence), ...others], seed + 9);
  const question = pick<string>(relations[asked].ask, 10).replace("{who}", who);
  const context = sentences.join(" ");
  const fact = facts.find(({ kind }) => kind === asked);
  if (!fact) return { question, context, answer: undefined };
  const before = sentences.slice(0, sentences.indexOf(fact.sentence));
  const start = before.reduce((length, sentence) => length + sentence.length + 1, 0) + fact.before;
  return { question, context, answer: { text: fact.what, start, end: start + fact.what.length } };
}

const percents = Array.from({ length: 100 }, (_, i) => i);

/** One of many, without shuffling all of them. */
function pickOne(items: readonly string[], seed: number): string {
  const [at = 0] = shuffle(percents, seed);
  const stride = Math.ceil(items.length / 100);
  const block = items.slice(at * stride, (at + 1) * stride);
  return shuffle(block.length > 0 ? block : items, seed + 1)[0] as string;
}
