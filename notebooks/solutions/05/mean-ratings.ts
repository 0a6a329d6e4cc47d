import type { Dataset } from "@llm-course/datasets";

export const answer = (dataset: Dataset, least: number) =>
  dataset.query(`
    SELECT drug, avg(rating) AS rating, count(rating) AS reviews FROM self
    WHERE drug IS NOT NULL AND rating IS NOT NULL
    GROUP BY drug HAVING count(rating) >= ${least}
    ORDER BY rating DESC, drug`);
