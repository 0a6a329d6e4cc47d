// The example of the README: MLflow's REST API, version 2.0.

import { z } from "zod";
import type { ExperimentTracker } from "./experiment-tracker.ts";

const created = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });

export function mlflow(url: string, experimentId: string): ExperimentTracker {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(new URL(`/api/2.0/mlflow/runs/${path}`, url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`mlflow refused ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    name: "mlflow",
    async begin({ config, id }) {
      if (id !== undefined) {
        await post("update", { run_id: id, status: "RUNNING" });
        return id;
      }
      const answer = await post("create", { experiment_id: experimentId, start_time: Date.now() });
      const { run_id } = created.parse(answer).run.info;
      const params = Object.entries(config).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
      await post("log-batch", { run_id, params });
      return run_id;
    },
    async log(run_id, points) {
      const metrics = points.flatMap(({ step, time, metrics }) =>
        Object.entries(metrics).map(([key, value]) => ({ key, value, step, timestamp: time.getTime() })),
      );
      await post("log-batch", { run_id, metrics });
    },
    async end(run_id, status) {
      const end_time = Date.now();
      await post("update", { run_id, status: status === "finished" ? "FINISHED" : "FAILED", end_time });
    },
  };
}
