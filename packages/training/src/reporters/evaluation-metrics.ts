import type { Metrics } from "../trainer/callback.ts";

const prefix = "eval_";

/** What an evaluation found, by names without "eval_" and without how long it took; empty for another log. */
export function evaluationMetrics(logs: Metrics): Metrics {
  return Object.fromEntries(
    Object.entries(logs)
      .filter(([name]) => name.startsWith(prefix) && !/_(runtime|per_second)$/.test(name))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
