import { normalizers, Regex } from "@llm-course/tokenizers";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./cased-normalizer.ts";

const { BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Replace, Sequence, Strip, StripAccents } =
  normalizers;
type Parts = ConstructorParameters<typeof Sequence>[0];

const double = new Replace(new Regex("[“”„]"), '"');
const single = new Replace(new Regex("[‘’]"), "'");
const spaces = new Replace(new Regex("\\s+"), " ");
const of = (...parts: Parts) => new Sequence(parts);

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "is a function", answer: () => "", says: /an object with `normalizeStr`/ },
  { name: "is BERT's, uncased", answer: new BertNormalizer({ lowercase: true }), says: /capitals stay/ },
  { name: "is BERT's, cased", answer: new BertNormalizer({ lowercase: false }), says: /is right/ },
  {
    name: "lower-cases at the end",
    answer: of(new NFKC(), double, single, spaces, new Strip(), new Lowercase()),
    says: /capitals stay/,
  },
  {
    name: "strips accents",
    answer: of(new NFKD(), new StripAccents(), double, single, spaces, new Strip()),
    says: /Accents stay/,
  },
  {
    name: "leaves accents apart (NFKD)",
    answer: of(new NFKD(), double, single, spaces, new Strip()),
    says: /Accents stay|make them one/,
  },
  {
    name: "leaves accents apart (NFD)",
    answer: of(new NFD(), double, single, spaces, new Strip()),
    says: /Accents stay|make them one/,
  },
  {
    name: "composes, but not compatible forms (NFC)",
    answer: of(new NFC(), double, single, spaces, new Strip()),
    says: /K in its name/,
  },
  { name: "normalizes no forms", answer: of(double, single, spaces, new Strip()), says: /make them one/ },
  {
    name: "forgets one of the double quotes",
    answer: of(new NFKC(), new Replace(new Regex("[“”]"), '"'), single, spaces, new Strip()),
    says: /“ ” „/,
  },
  {
    name: "makes single quotes double",
    answer: of(new NFKC(), new Replace(new Regex("[“”„‘’]"), '"'), spaces, new Strip()),
    says: /apostrophe/,
  },
  {
    name: "takes the pattern for a text",
    answer: of(new NFKC(), double, single, new Replace("\\s+", " "), new Strip()),
    says: /run of spaces/,
  },
  {
    name: "knows spaces only",
    answer: of(new NFKC(), double, single, new Replace(new Regex(" {2,}"), " "), new Strip()),
    says: /tabs and line ends/,
  },
  {
    name: "deletes white space",
    answer: of(new NFKC(), double, single, new Replace(new Regex("\\s+"), ""), new Strip()),
    says: /capitals stay/,
  },
  {
    name: "replaces each character of white space by a space",
    answer: of(new NFKC(), double, single, new Replace(new Regex("\\s"), " "), new Strip()),
    says: /run of spaces/,
  },
  {
    name: "leaves the ends",
    answer: of(new NFKC(), double, single, spaces),
    says: /at the beginning and at the end/,
  },
  {
    name: "strips one end",
    answer: of(new NFKC(), double, single, spaces, new Strip({ left: true, right: false })),
    says: /at the beginning and at the end/,
  },
];
