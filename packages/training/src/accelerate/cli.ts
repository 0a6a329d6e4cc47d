import { Command, CommanderError, InvalidArgumentError } from "commander";
import { ProcessFailedError } from "./errors.ts";
import { launch } from "./launch.ts";
import { type LaunchConfig, launchConfigPath, writeLaunchConfig } from "./launch-config.ts";

const [usage, interrupted] = [2, 130];

/**
 * Runs one command line, without the two leading entries of `process.argv`.
 *
 * @returns the exit code: that of a process that failed, 2 for a command line that makes no sense, 130 after Ctrl-C
 */
export async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = () => {
    if (interrupt.signal.aborted) process.exit(interrupted);
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, onInterrupt);
  try {
    await createProgram(interrupt.signal).parseAsync(argv.length > 0 ? argv : ["--help"], { from: "user" });
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) return interrupted;
    // Commander has printed it, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usage;
    return report(error);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, onInterrupt);
  }
}

function createProgram(signal: AbortSignal): Command {
  const program = new Command("llm-accelerate")
    .description("Train in several processes of this machine.")
    .enablePositionalOptions()
    .exitOverride();
  withSettings(program.command("launch"))
    .description("run a script in several processes; what follows it are its own arguments")
    .argument("<script>", "a TypeScript or JavaScript module")
    .argument("[args...]", "its arguments")
    .passThroughOptions()
    .action((script: string, args: string[], settings: Partial<LaunchConfig>) =>
      launch(script, { ...settings, args, signal }),
    );
  withSettings(program.command("config"))
    .description("set what launch does by default")
    .action(async (settings: Partial<LaunchConfig>) => {
      const config = await writeLaunchConfig(settings);
      console.log(`${launchConfigPath()}: ${JSON.stringify(config)}`);
    });
  return program;
}

function withSettings(command: Command): Command {
  return command
    .option("--num-processes <n>", "processes that share each batch", count)
    .option("--gradient-accumulation-steps <n>", "batches that make one step of the optimizer", count);
}

function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(`expected a whole number from 1 on.`);
  return Number(text);
}

function report(error: unknown): number {
  if (!(error instanceof ProcessFailedError)) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
  console.error(`error: ${error.message}`);
  if (error.cause instanceof Error) console.error(error.cause.stack);
  return error.exitCode;
}
