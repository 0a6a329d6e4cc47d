import { DatasetDict, fromRows, loadDataset, value } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Files } from "./load-a-dialect.ts";

const dialect = { delimiter: ";", skipRows: 2, nullValues: ["-"] };
const load = (dataFiles: Partial<Files>, options: object) =>
  loadDataset("csv", { dataFiles: { ...dataFiles }, ...options });

type Weather = { day: string; degrees: number | null; sky: string };

/** The solution, with something done to the rows. */
const changed =
  (change: (rows: Weather[]) => object[]): Answer =>
  async (files) => {
    const dict = await load(files, dialect);
    const splits = await Promise.all(
      [...dict].map(
        async ([name, rows]) =>
          [name, await fromRows(change((await rows.toRows()) as unknown as Weather[]))] as const,
      ),
    );
    return new DatasetDict<object>(splits);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "gives no options", answer: (files) => load(files, {}), says: /stopped with|names of the columns/ },
  {
    name: "forgets the delimiter",
    answer: (files) => load(files, { ...dialect, delimiter: undefined }),
    says: /pass delimiter/,
  },
  {
    name: "forgets the lines before the header",
    answer: (files) => load(files, { ...dialect, skipRows: 0 }),
    says: /stopped with DataFileError/,
  },
  {
    name: "skips one line too few",
    answer: (files) => load(files, { ...dialect, skipRows: 1 }),
    says: /stopped with|names of the columns/,
  },
  {
    name: "skips the header, too",
    answer: (files) => load(files, { ...dialect, skipRows: 3 }),
    says: /third line has the names/,
  },
  {
    name: "skips the header and gives names",
    answer: (files) => load(files, { ...dialect, skipRows: 4, columnNames: ["day", "degrees", "sky"] }),
    says: /Each line behind the header/,
  },
  {
    name: "takes the header for a row",
    answer: (files) => load(files, { ...dialect, header: false, columnNames: ["day", "degrees", "sky"] }),
    says: /Each line behind the header|stopped/,
  },
  {
    name: "does not say what is no value",
    answer: (files) => load(files, { ...dialect, nullValues: [] }),
    says: /what does `-` stand for/,
  },
  {
    name: "asks for texts",
    answer: (files) => load(files, { ...dialect, features: new Map([["degrees", value("string")]]) }),
    says: /column of numbers/,
  },
  { name: "loads train only", answer: ({ train }) => load({ train }, dialect), says: /splits are/ },
  {
    name: "exchanges the splits",
    answer: ({ train, test }) => load({ train: test, test: train }, dialect),
    says: /of the train file/,
  },
  {
    name: "loads both files as one split",
    answer: ({ train, test }) => loadDataset("csv", { dataFiles: [train, test], ...dialect }),
    says: /splits are/,
  },
  {
    name: "gives a split instead of all",
    answer: (async ({ train }: Files) =>
      loadDataset("csv", { dataFiles: train, split: "train", ...dialect })) as never,
    says: /DatasetDict/,
  },
  {
    name: "leaves out the days without a value",
    answer: changed((rows) => rows.filter(({ degrees }) => degrees !== null)),
    says: /is a row/,
  },
  {
    name: "takes 0 for no value",
    answer: changed((rows) => rows.map((row) => ({ ...row, degrees: row.degrees ?? 0 }))),
    says: /neither 0/,
  },
  {
    name: "does not know quotes",
    answer: (files) => load(files, { ...dialect, quote: "" }),
    says: /stopped with|in quotes/,
  },
];
