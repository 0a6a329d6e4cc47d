import type { RunningServer, ServerOptions } from "@llm-course/server";
import { openModel, type ServedModel, startInferenceServer } from "../src/index.ts";

export interface ZooServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly chat: ServedModel;
  readonly english: ServedModel;
}

/** Two language models of the zoo behind a server, `chat` the first one. */
export async function zooServer(options: ServerOptions = {}): Promise<ZooServer> {
  const [chat, english] = await Promise.all([openModel("llm-course/chat"), openModel("llm-course/english")]);
  const server = await startInferenceServer({ models: [chat, english], ...options });
  return {
    ...{ server, chat, english },
    async [Symbol.asyncDispose]() {
      await server.close({ timeout: 0 });
      await chat[Symbol.asyncDispose]();
      await english[Symbol.asyncDispose]();
    },
  };
}
