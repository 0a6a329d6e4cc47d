// Functions for `map` in several processes: each process loads a tokenizer of its own, once.
import { ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";

type Tokenizer = Awaited<ReturnType<typeof AutoTokenizer.fromPretrained>>;

const loaded = new Map<boolean, Promise<Tokenizer>>();

function tokenizer(useFast: boolean): Promise<Tokenizer> {
  const known =
    loaded.get(useFast) ?? ensureMiniLm().then((path) => AutoTokenizer.fromPretrained(path, { useFast }));
  loaded.set(useFast, known);
  return known;
}

const batches =
  (useFast: boolean) =>
  async ({ text }: { text: string[] }) => ({
    input_ids: (await (await tokenizer(useFast))(text)).input_ids,
  });
const rows =
  (useFast: boolean) =>
  async ({ text }: { text: string }) => ({
    input_ids: (await (await tokenizer(useFast))(text)).input_ids,
  });

export const fastBatches = batches(true);
export const slowBatches = batches(false);
export const fastRows = rows(true);
export const slowRows = rows(false);
