import { DatasetDict, type Row } from "@llm-course/datasets";
import type { EncodingOptions, PreTrainedTokenizer } from "@llm-course/tokenizers";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { AnyGlueTask } from "./any-glue-task.ts";

interface Steps {
  texts?: (texts: string[]) => string[];
  encode?: (tokenizer: PreTrainedTokenizer, columns: string[][]) => Promise<object>;
  options?: EncodingOptions;
  remove?: (texts: string[]) => string[];
  label?: string;
  labels?: (label: number) => number;
}

const textsOf = (raw: DatasetDict) =>
  [...(raw.get("train")?.features ?? [])]
    .filter(([, feature]) => "dtype" in feature && feature.dtype === "string")
    .map(([name]) => name);
const by =
  (steps: Steps): AnyGlueTask =>
  async (raw, tokenizer) => {
    const { options = { truncation: true, maxLength: 128 } } = steps;
    const {
      encode = async (by, [first = [], second]) => ({
        ...(second ? await by(first, second, options) : await by(first, options)),
      }),
    } = steps;
    const { remove = (columns) => [...columns, "idx"], label = "labels", labels } = steps;
    const columns = (steps.texts ?? ((names) => names))(textsOf(raw));
    const made = await raw.map(
      async (batch: Record<string, string[]>) => {
        const { input_ids, token_type_ids, attention_mask } = (await encode(
          tokenizer,
          columns.map((name) => batch[name] as string[]),
        )) as Record<string, unknown>;
        const own = labels && { label: (batch.label as never as number[]).map(labels) };
        return { input_ids, ...(token_type_ids !== undefined && { token_type_ids }), attention_mask, ...own };
      },
      { batched: true, removeColumns: remove(textsOf(raw)) },
    );
    return (label === "label" ? made : made.renameColumn("label", label)) as DatasetDict;
  };

export const wrong: WrongAnswerCase<AnyGlueTask>[] = [
  { name: "the result", answer: new DatasetDict<Row>(), says: /a function/ },
  {
    name: "MRPC's columns, typed",
    answer: by({ texts: () => ["sentence1", "sentence2"] }),
    says: /data as `sst2` stopped with/,
  },
  {
    name: "one text alone",
    answer: by({ texts: (names) => names.slice(0, 1) }),
    says: /of mnli has \d+ tokens, expected/,
  },
  {
    name: "texts exchanged",
    answer: by({ texts: (names) => names.toReversed() }),
    says: /of mnli has (the|\d+) tokens/,
  },
  {
    name: "texts joined to one",
    answer: by({
      encode: async (tokenizer, [first = [], second]) => ({
        ...(await tokenizer(second ? first.map((text, i) => `${text} ${second[i]}`) : first, {
          truncation: true,
          maxLength: 128,
        })),
      }),
    }),
    says: /of mnli has \d+ tokens, expected/,
  },
  { name: "not cut", answer: by({ options: {} }), says: /has \d{3} tokens, expected 128/ },
  {
    name: "cut at 64",
    answer: by({ options: { truncation: true, maxLength: 64 } }),
    says: /has 64 tokens, expected 128/,
  },
  {
    name: "filled up",
    answer: by({ options: { truncation: true, maxLength: 128, padding: "max_length" } }),
    says: /has 128 tokens, expected \d+:.*not filled up/,
  },
  {
    name: "no special tokens",
    answer: by({ options: { truncation: true, maxLength: 128, addSpecialTokens: false } }),
    says: /has \d+ tokens, expected/,
  },
  {
    name: "the number of the row is kept",
    answer: by({ remove: (texts) => texts }),
    says: /has the columns .*idx/,
  },
  { name: "the texts are kept", answer: by({ remove: () => ["idx"] }), says: /has the columns sentence/ },
  {
    name: "label is not renamed",
    answer: by({ label: "label" }),
    says: /has the columns .*expected are .*labels/,
  },
  {
    name: "no types",
    answer: by({
      encode: async (tokenizer, [first = [], second = []]) => ({
        ...(await tokenizer(first, second, { truncation: true, maxLength: 128 })),
        token_type_ids: undefined,
      }),
    }),
    says: /has the columns|stopped with/,
  },
  {
    name: "types of single texts",
    answer: by({
      encode: async (tokenizer, [first = [], second]) => {
        const made = second
          ? await tokenizer(first, second, { truncation: true, maxLength: 128 })
          : await tokenizer(first, { truncation: true, maxLength: 128 });
        return { ...made, token_type_ids: made.input_ids.map((row) => row.map(() => 0)) };
      },
    }),
    says: /`token_type_ids` of row 0 of the split train of mnli/,
  },
  {
    name: "labels as whole numbers",
    answer: by({ labels: Math.round }),
    says: /stsb has the label `?5`?, expected 4\.75/,
  },
  {
    name: "labels counted from 1",
    answer: by({ labels: (label) => label + 1 }),
    says: /labels stay as they were|stopped with/,
  },
  {
    name: "the training data alone",
    answer: async (raw, tokenizer) =>
      new DatasetDict({ train: (await by({})(raw, tokenizer)).split("train") }),
    says: /has the splits train, expected train, validation/,
  },
  {
    name: "a Dataset",
    answer: async (raw, tokenizer) => (await by({})(raw, tokenizer)).split("train") as never,
    says: /should give a DatasetDict/,
  },
  {
    name: "shuffled",
    answer: async (raw, tokenizer) => (await by({})(raw, tokenizer)).shuffle({ seed: 5 }),
    says: /Row \d of the split train of sst2 has/,
  },
];
