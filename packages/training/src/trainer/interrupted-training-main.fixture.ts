// Trains a tiny model in a program of its own, which ends itself in the way and at the step it is told. It may be
// launched in several processes.
import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer } from "./trainer.ts";

const orders = z.object({
  outputDir: z.string(),
  resume: z.boolean().default(false),
  maxSteps: z.number().default(9),
  /** Ends the process after this step, with this signal. */
  killAt: z.number().optional(),
  signal: z.enum(["SIGKILL", "SIGINT"]).default("SIGKILL"),
  /** Ends the process while the checkpoint of this step is written. */
  killSaving: z.number().optional(),
  /** Where the curve goes. */
  report: z.string(),
});
export type Orders = z.input<typeof orders>;

const { outputDir, resume, maxSteps, killAt, killSaving, signal, report } = orders.parse(
  JSON.parse(process.argv[2] ?? ""),
);
await using trainer: Trainer = new Trainer({
  model: tinyModel({ dropout: 0.1, seq_classif_dropout: 0.2 }),
  args: {
    ...{ outputDir, maxSteps, learningRate: 5e-3, lrSchedulerType: "cosine", warmupSteps: 2 },
    ...{ perDeviceTrainBatchSize: 4, gradientAccumulationSteps: 2, weightDecay: 0.1 },
    ...{ loggingSteps: 2, saveSteps: 3, saveTotalLimit: 2, evalStrategy: "steps", evalSteps: 3 },
  },
  trainDataset: tinyExamples(30),
  evalDataset: tinyExamples(6, 30),
  processingClass: {
    ...tokenizer,
    async savePretrained() {
      if (trainer.state.globalStep === killSaving) process.kill(process.pid, signal);
    },
  },
  callbacks: [
    {
      mainProcessOnly: true,
      async onStepEnd(_args, { globalStep }) {
        if (globalStep !== killAt) return;
        process.kill(process.pid, signal);
        // A signal that is listened to arrives in a moment, and from there at the processes of a launch.
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
      async onTrainEnd(_args, { logHistory }) {
        // Another process of a launch must not end this one in the meantime.
        await new Promise((resolve) => setTimeout(resolve, 100));
        await writeFile(report, JSON.stringify(logHistory));
      },
    },
  ],
});
await trainer.train({ resumeFromCheckpoint: resume });
