import { normalizers, Regex } from "@llm-course/tokenizers";

const { NFKC, Replace, Sequence, Strip } = normalizers;

export const answer = new Sequence([
  new NFKC(),
  new Replace(new Regex("[“”„]"), '"'),
  new Replace(new Regex("[‘’]"), "'"),
  new Replace(new Regex("\\s+"), " "),
  new Strip(),
]);
