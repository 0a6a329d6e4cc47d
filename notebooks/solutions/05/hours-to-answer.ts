import type { Dataset } from "@llm-course/datasets";

export const answer = (dataset: Dataset) =>
  dataset.query(`
    SELECT list,
      avg(epoch(CAST(last_reply_at AS TIMESTAMP)) - epoch(CAST(created_at AS TIMESTAMP))) / 3600 AS hours,
      count(*) AS answered
    FROM self WHERE last_reply_at IS NOT NULL
    GROUP BY list ORDER BY hours DESC`);
