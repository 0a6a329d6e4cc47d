import { once } from "node:events";
import type { ServedModel } from "@llm-course/inference-server";
import { type Command, InvalidArgumentError } from "commander";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { interrupt } from "../interrupt.ts";

const HELP = `
It speaks OpenAI's protocol (/v1/models, /v1/chat/completions, /v1/completions) and that of text-generation-inference
(/generate, /generate_stream, /info, /health). Requests that come together are computed together. Ctrl-C lets those that
are there end, for five seconds.

Examples:
  $ npx -y pnpm@12 serve                              the zoo's chat model, on a free port of this machine
  $ npx -y pnpm@12 serve llm-course/english --port 8080
  $ npx -y pnpm@12 serve ./my-model                   a folder that was trained here
  $ npx -y pnpm@12 serve ./model.gguf --gpu-layers 20 llama.cpp's format, with node-llama-cpp
  $ npx -y pnpm@12 serve --host 0.0.0.0 --port 8080 --token "$(openssl rand -hex 16)" --allow-host box.lan

Ask it:
  $ curl http://127.0.0.1:8080/v1/chat/completions -H 'content-type: application/json' \\
      -d '{"messages": [{"role": "user", "content": "Hello!"}]}'`;

interface ServeOptions {
  port: number;
  host: string;
  token: string[];
  allowHost: string[];
  allowOrigin: string[];
  maxBatchSize?: number;
  contextSize?: number;
  gpuLayers?: number;
  log?: true;
}

const repeated = (value: string, before: string[]) => [...before, value];

const whole = (least: number, most: number) => (value: string) => {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`expected a number from ${least} to ${most}.`);
};

/** Adds `course serve MODEL`. */
export function register(program: Command): void {
  program
    .command("serve")
    .description("answer requests with a model, as OpenAI's API and text-generation-inference do")
    .argument("[model...]", "ids as `models list` shows them, or paths of folders", ["llm-course/chat"])
    .option("--port <number>", "where to listen; 0: a free one", whole(0, 65_535), 0)
    .option("--host <address>", "others than 127.0.0.1 need --token and --allow-host", "127.0.0.1")
    .option(
      "--token <secret>",
      "what requests need as Authorization: Bearer SECRET (repeatable)",
      repeated,
      [],
    )
    .option("--allow-host <name>", "a name that others reach this machine by (repeatable)", repeated, [])
    .option(
      "--allow-origin <origin>",
      "a page that may ask, http://localhost:8888 (repeatable)",
      repeated,
      [],
    )
    .option("--max-batch-size <number>", "how many requests are computed together", whole(1, 1024))
    .option(
      "--context-size <number>",
      "tokens of prompt and answer together, of a GGUF file",
      whole(1, 2 ** 24),
    )
    .option("--gpu-layers <number>", "layers on the graphics card, of a GGUF file", whole(0, 1000))
    .option("--log", "print method, path, status and time of each request")
    .addHelpText("after", HELP)
    .action(serve);
}

async function serve(sources: string[], options: ServeOptions): Promise<void> {
  const { startInferenceServer } = await import("@llm-course/inference-server");
  const { logToStderr } = await import("@llm-course/server");
  const { port, host, token, allowHost, allowOrigin, log } = options;
  await using open = new AsyncDisposableStack();
  const [first = "", ...others] = sources;
  const models = [open.use(await openSource(first, options))] as [ServedModel];
  for (const source of others) models.push(open.use(await openSource(source, options)));
  const server = open.use(
    await startInferenceServer({
      ...{ models, port, host, tokens: token, allowedHosts: allowHost, allowedOrigins: allowOrigin },
      ...(log && { log: logToStderr }),
    }),
  );
  console.log(`serving ${sources.join(", ")} at ${server.url}`);
  if (!interrupt.aborted) await once(interrupt, "abort");
}

async function openSource(source: string, options: ServeOptions): Promise<ServedModel> {
  const { openGguf, openModel } = await import("@llm-course/inference-server");
  const { maxBatchSize, contextSize, gpuLayers } = options;
  const path = givenPath(source);
  if (source.endsWith(".gguf"))
    return openGguf(path, {
      ...{ id: source, ...(maxBatchSize && { sequences: maxBatchSize }) },
      ...(contextSize !== undefined && { contextSize }),
      ...(gpuLayers !== undefined && { gpuLayers }),
    });
  if (contextSize !== undefined || gpuLayers !== undefined)
    throw new CourseError(
      `--context-size and --gpu-layers are for GGUF files, leave them out with: ${source}`,
    );
  const isPath = /^\.{1,2}([/\\]|$)/.test(source);
  return openModel(isPath ? path : source, { id: source, ...(maxBatchSize && { maxBatchSize }) });
}
