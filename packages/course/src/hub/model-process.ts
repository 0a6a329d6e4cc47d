/** The process in which models are tried: each message is a request, and gets one answer. */
import { ModelRunner } from "./run-model.ts";

const runner = new ModelRunner();
/** The request that is being answered. */
let current = 0;

// What a library throws past its callers would end the process with no word to whoever waits.
process.on("unhandledRejection", (error) => {
  process.send?.({ number: current, error: messageOf(error), isBroken: true }, () => process.exit(1));
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

process.on(
  "message",
  async ({ number, request }: { number: number; request: Parameters<ModelRunner["run"]>[0] }) => {
    current = number;
    try {
      process.send?.({ number, answer: await runner.run(request) });
    } catch (error) {
      process.send?.({ number, error: messageOf(error) });
    }
  },
);
