/** The process in which models are tried: each message is a request, and gets one answer. */
import { ModelRunner } from "./run-model.ts";

const runner = new ModelRunner();

process.on(
  "message",
  async ({ number, request }: { number: number; request: Parameters<ModelRunner["run"]>[0] }) => {
    try {
      process.send?.({ number, answer: await runner.run(request) });
    } catch (error) {
      process.send?.({ number, error: error instanceof Error ? error.message : String(error) });
    }
  },
);
