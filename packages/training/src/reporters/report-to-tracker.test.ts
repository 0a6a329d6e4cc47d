import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newTrainerState } from "../trainer/trainer-state.ts";
import type { TrainingArguments } from "../trainer/training-arguments.ts";
import { control } from "./callback-inputs.fixture.ts";
import { mlflow } from "./mlflow-tracker.fixture.ts";
import { reportToTracker } from "./report-to-tracker.ts";

/** A server that keeps what is posted, and refuses while `away`. */
let server: Server;
let url: string;
let away: boolean;
let posted: { path: string | undefined; body: unknown }[];
beforeEach(async () => {
  away = false;
  posted = [];
  server = createServer(async (request, response) => {
    const body = await json(request);
    if (away) {
      response.writeHead(503).end("try later");
      return;
    }
    posted.push({ path: request.url?.replace("/api/2.0/mlflow/runs/", ""), body });
    response.end(JSON.stringify({ run: { info: { run_id: "run/7" } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const args = { outputDir: "out", learningRate: 0.1 } as TrainingArguments;
const at = (globalStep: number) => ({ ...newTrainerState(), maxSteps: 20, globalStep });
const metrics = () =>
  posted.flatMap(({ path, body }) => {
    const { metrics = [] } = body as { metrics?: { key: string; value: number; step: number }[] };
    return path === "log-batch" ? metrics.map(({ key, value, step }) => [key, value, step]) : [];
  });

test("reports a training over HTTP", async () => {
  const reporter = reportToTracker(mlflow(url, "3"));
  await reporter.onTrainBegin?.(args, at(0), control, {});
  await reporter.onLog?.(args, at(10), control, { logs: { loss: 0.5, epoch: 1 } });
  await reporter.onLog?.(args, at(20), control, { logs: { eval_accuracy: 0.75 } });
  await reporter.onTrainEnd?.(args, at(20), control, {});
  await reporter.onLog?.(args, at(20), control, { logs: { test_accuracy: 0.5 } });

  expect(posted[0]).toMatchObject({ path: "create", body: { experiment_id: "3" } });
  expect(posted[1]?.body).toEqual({
    run_id: "run/7",
    params: [
      { key: "outputDir", value: '"out"' },
      { key: "learningRate", value: "0.1" },
    ],
  });
  expect(metrics()).toEqual([
    ["train/loss", 0.5, 10],
    ["train/epoch", 1, 10],
    ["eval/accuracy", 0.75, 20],
    ["test/accuracy", 0.5, 20],
  ]);
  expect(posted.find(({ path }) => path === "update")?.body).toMatchObject({ status: "FINISHED" });
});

test("goes on with the run of the checkpoint", async () => {
  const first = reportToTracker(mlflow(url, "3"));
  await first.onTrainBegin?.(args, at(0), control, {});
  const checkpoint = JSON.parse(JSON.stringify(first.stateDict?.()));
  await first.onTrainEnd?.(args, at(10), control, {});
  const resumed = reportToTracker(mlflow(url, "3"));
  resumed.loadStateDict?.(checkpoint);
  await resumed.onTrainBegin?.(args, at(10), control, {});
  expect(posted.map(({ path, body }) => [path, (body as { status?: string }).status])).toEqual([
    ["create", undefined],
    ["log-batch", undefined],
    ["update", "FAILED"],
    ["update", "RUNNING"],
  ]);
});

test("keeps logs while the service is away, in order, without holding up the training", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  const reporter = reportToTracker(mlflow(url, "3"));
  await reporter.onTrainBegin?.(args, at(0), control, {});
  away = true;
  for (const step of [1, 2, 3]) await reporter.onLog?.(args, at(step), control, { logs: { loss: step } });
  // As another process would wait: until the failed request is over.
  await vi.waitFor(async () => expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(503));
  away = false;
  await reporter.onLog?.(args, at(4), control, { logs: { loss: 4 } });
  await reporter.onTrainEnd?.(args, at(20), control, {});
  expect(metrics()).toEqual([1, 2, 3, 4].map((step) => ["train/loss", step, step]));
  expect(warn).not.toHaveBeenCalled();
});

test("warns of what did not arrive, and fails only before the training", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  const reporter = reportToTracker(mlflow(url, "3"));
  away = true;
  await expect(async () => reporter.onTrainBegin?.(args, at(0), control, {})).rejects.toThrow(
    "mlflow refused create: 503 try later",
  );
  away = false;
  await reporter.onTrainBegin?.(args, at(0), control, {});
  away = true;
  await reporter.onLog?.(args, at(1), control, { logs: { loss: 1 } });
  await reporter.onTrainEnd?.(args, at(5), control, {});
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    "1 logs did not arrive at mlflow: mlflow refused log-batch: 503 try later",
    "the end of the run did not arrive at mlflow: mlflow refused update: 503 try later",
  ]);
});

test("an evaluation before any training is not reported", async () => {
  const reporter = reportToTracker(mlflow(url, "3"));
  await reporter.onLog?.(args, at(0), control, { logs: { eval_loss: 1 } });
  await reporter.onTrainEnd?.(args, at(0), control, {});
  expect(posted).toEqual([]);
});
