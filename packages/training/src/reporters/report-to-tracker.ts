import { z } from "zod";
import type { TrainerCallback } from "../trainer/callback.ts";
import { Delivery } from "./delivery.ts";
import type { ExperimentTracker, LogPoint } from "./experiment-tracker.ts";
import { isComplete } from "./is-complete.ts";
import { logTag } from "./log-tag.ts";

const runState = z.object({ id: z.string().optional() });

/**
 * Reports a training to a service. A tracker that cannot begin ends the training before its first step. Later failures
 * never do: logs are sent in the background, wait where the service is away, go with the next one, and what has not
 * arrived at the end is a warning. Evaluations after a training belong to its run; those before any are not reported.
 */
export function reportToTracker(tracker: ExperimentTracker): TrainerCallback {
  let id: string | undefined;
  let training = false;
  let lastFailure: unknown;
  const delivery = new Delivery<LogPoint>(
    async (points) => {
      if (id !== undefined) await tracker.log(id, points);
    },
    (error) => {
      lastFailure = error;
    },
  );

  const deliver = async () => {
    await delivery.flush();
    if (delivery.pending > 0) warn(`${delivery.pending} logs did not arrive`, lastFailure);
  };
  const warn = (problem: string, reason: unknown) =>
    process.emitWarning(
      `${problem} at ${tracker.name}: ${reason instanceof Error ? reason.message : reason}`,
      "TrackerWarning",
    );

  return {
    mainProcessOnly: true,
    stateName: tracker.name,
    stateDict: () => ({ id }),
    loadStateDict(state) {
      id = runState.parse(state).id;
    },
    async onTrainBegin(args, { globalStep: step }) {
      id = await tracker.begin({ config: args, id: step > 0 ? id : undefined, step });
      training = true;
    },
    async onLog(_, { globalStep: step }, __, { logs = {} }) {
      if (id === undefined) return;
      const metrics = Object.fromEntries(Object.entries(logs).map(([name, value]) => [logTag(name), value]));
      delivery.add({ step, time: new Date(), metrics });
      if (!training) await deliver();
    },
    async onTrainEnd(_, state, control) {
      // Also comes where a training fails before it begins; the run of the one before has ended.
      if (!training || id === undefined) return;
      training = false;
      await deliver();
      const status = isComplete(state, control) ? "finished" : "stopped";
      await tracker.end(id, status).catch((error) => warn("the end of the run did not arrive", error));
    },
  };
}
