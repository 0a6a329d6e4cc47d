import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./hours-to-answer.ts";

const time = (column: string) => `epoch(CAST(${column} AS TIMESTAMP))`;

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    hours = `(${time("last_reply_at")} - ${time("created_at")}) / 3600`,
    mean = "avg",
    answered = "count(last_reply_at)",
    where = "last_reply_at IS NOT NULL",
    order = "hours DESC",
    group = "GROUP BY list",
    list = "list",
  } = {}): Answer =>
  (dataset: Dataset) =>
    dataset.query(
      `SELECT ${list} AS list, ${mean}(${hours}) AS hours, ${answered} AS answered FROM self WHERE ${where} ${group} ORDER BY ${order}`,
    );
const diff = (unit: string) =>
  `date_diff('${unit}', CAST(created_at AS TIMESTAMP), CAST(last_reply_at AS TIMESTAMP))`;

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts how often the clock strikes",
    answer: mutant({ hours: diff("hour") }),
    says: /1\.75 hours|90 minutes/,
  },
  {
    name: "counts whole hours",
    answer: mutant({ hours: `floor((${time("last_reply_at")} - ${time("created_at")}) / 3600)` }),
    says: /1\.75 hours/,
  },
  { name: "gives minutes", answer: mutant({ hours: `${diff("second")} / 60` }), says: /1\.75 hours/ },
  { name: "gives days", answer: mutant({ hours: `${diff("second")} / 86400` }), says: /1\.75 hours/ },
  { name: "counts whole minutes", answer: mutant({ hours: `${diff("minute")} // 60` }), says: /1\.75 hours/ },
  {
    name: "subtracts the other way round",
    answer: mutant({ hours: `(${time("created_at")} - ${time("last_reply_at")}) / 3600` }),
    says: /1\.75 hours/,
  },
  { name: "adds the hours up", answer: mutant({ mean: "sum" }), says: /The mean of/ },
  { name: "takes the median", answer: mutant({ mean: "median" }), says: /The mean of/ },
  {
    name: "takes no reply for 0 hours",
    answer: mutant({
      where: "true",
      hours: `coalesce(${time("last_reply_at")} - ${time("created_at")}, 0) / 3600`,
    }),
    says: /was answered/,
  },
  {
    name: "keeps lists without a reply",
    answer: mutant({ where: "true", order: "hours DESC NULLS LAST" }),
    says: /was answered/,
  },
  {
    name: "counts all threads",
    answer: (dataset) => mutant({ where: "list <> 'knitting'", answered: "count(*)" })(dataset),
    says: /threads that have a reply/,
  },
  {
    name: "takes no reply for 0 hours where there are others",
    answer: mutant({
      where: "list <> 'knitting'",
      hours: `coalesce(${time("last_reply_at")} - ${time("created_at")}, 0) / 3600`,
    }),
    says: /does not count/,
  },
  { name: "gives the fastest first", answer: mutant({ order: "hours" }), says: /slowest list/ },
  { name: "orders by name", answer: mutant({ order: "list" }), says: /slowest list/ },
  {
    name: "takes all lists together",
    answer: mutant({ group: "", list: "'all'" }),
    says: /row for each list/,
  },
  {
    name: "gives a row for each thread",
    answer: mutant({ mean: "", answered: "1", group: "" }),
    says: /row for each list/,
  },
  {
    name: "gives rows instead of a Dataset",
    answer: (async (dataset: Dataset) => (await mutant()(dataset)).toRows()) as never,
    says: /should give a `Dataset`/,
  },
];
