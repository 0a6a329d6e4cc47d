import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./mean-ratings.ts";

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    rating = "avg(rating)",
    reviews = "count(rating)",
    where = "drug IS NOT NULL",
    having = (least: number) => `count(rating) >= ${least} AND count(rating) > 0`,
    order = "rating DESC, drug",
    columns = "drug, rating, reviews",
  } = {}): Answer =>
  (dataset: Dataset, least) =>
    dataset.query(
      `SELECT ${columns} FROM (SELECT drug, ${rating} AS rating, ${reviews} AS reviews FROM self WHERE ${where} GROUP BY drug HAVING ${having(least)}) ORDER BY ${order}`,
    );

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts reviews without a rating",
    answer: mutant({ reviews: "count(*)" }),
    says: /without a rating is none/,
  },
  {
    name: "lists by the number of reviews",
    answer: mutant({ having: (least) => `count(*) >= ${least} AND count(rating) > 0` }),
    says: /without a rating is none/,
  },
  {
    name: "takes no rating for 0",
    answer: mutant({ rating: "avg(coalesce(rating, 0))" }),
    says: /neither a 0/,
  },
  {
    name: "lists more than `least` only",
    answer: mutant({ having: (least) => `count(rating) > ${least}` }),
    says: /is right/,
  },
  { name: "forgets `least`", answer: mutant({ having: () => "count(rating) > 0" }), says: /is right/ },
  {
    name: "has a `least` of its own",
    answer: mutant({ having: () => "count(rating) >= 3" }),
    says: /exactly `least`/,
  },
  { name: "gives the worst first", answer: mutant({ order: "rating, drug" }), says: /best comes first/ },
  { name: "lets the alphabet decide alone", answer: mutant({ order: "drug" }), says: /best comes first/ },
  {
    name: "turns the alphabet around",
    answer: mutant({ order: "rating DESC, drug DESC" }),
    says: /alphabet decides/,
  },
  {
    name: "orders equal ones by the number of ratings",
    answer: mutant({ order: "rating DESC, reviews, drug DESC" }),
    says: /alphabet decides/,
  },
  { name: "takes reviews without a drug for a drug", answer: mutant({ where: "true" }), says: /is right/ },
  { name: "gives the sum", answer: mutant({ rating: "sum(rating)" }), says: /is right/ },
  { name: "gives the median", answer: mutant({ rating: "median(rating)" }), says: /is right/ },
  { name: "rounds", answer: mutant({ rating: "round(avg(rating))" }), says: /best comes first/ },
  { name: "gives other columns", answer: mutant({ columns: "drug, rating" }), says: /is right/ },
  {
    name: "gives rows instead of a Dataset",
    answer: (async (dataset: Dataset, least: number) => (await mutant()(dataset, least)).toRows()) as never,
    says: /should give a `Dataset`/,
  },
];
