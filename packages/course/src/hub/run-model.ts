import type { TryModelRequest, WidgetInputs } from "@llm-course/hub/local";
import { type PipelineOptions, pipeline, type TaskName, type TaskPipelines } from "@llm-course/pipelines";

/** Whoever tries a model on its page reads the answer, not what pipelines print. */
const quiet: PipelineOptions = { log: () => {}, warn: () => {} };

/** A model that is loaded, and what asks it. */
interface Opened extends AsyncDisposable {
  ask(inputs: WidgetInputs): Promise<unknown>;
}

/** Loaded at a time. */
const maxOpen = 2;

/** Runs models of folders by the pipelines of their tasks; those that were used last stay loaded. */
export class ModelRunner implements AsyncDisposable {
  readonly #open = new Map<string, Opened>();

  /** @throws the pipeline's own errors, which say what is missing in the folder */
  async run({ folder, task, inputs }: Omit<TryModelRequest, "signal">): Promise<unknown> {
    const key = `${folder}\0${task}`;
    const opened = this.#open.get(key) ?? (await open(task, folder));
    this.#open.delete(key);
    this.#open.set(key, opened);
    const [oldest] = this.#open.keys();
    if (this.#open.size > maxOpen && oldest !== undefined) {
      await this.#open.get(oldest)?.[Symbol.asyncDispose]();
      this.#open.delete(oldest);
    }
    return opened.ask(inputs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#open.values()) await opened[Symbol.asyncDispose]();
    this.#open.clear();
  }
}

const field = (inputs: WidgetInputs, name: string): never => {
  if (name in inputs) return (inputs as Record<string, unknown>)[name] as never;
  throw new Error(`the task wants an input that was not given: ${name}`);
};

async function open(task: string, folder: string): Promise<Opened> {
  const opened = async <Name extends TaskName>(
    name: Name,
    ask: (run: TaskPipelines[Name], inputs: WidgetInputs) => Promise<unknown>,
  ): Promise<Opened> => {
    const run = (await pipeline(name, folder, quiet)) as TaskPipelines[Name];
    return {
      ask: (inputs) => ask(run, inputs),
      [Symbol.asyncDispose]: () => (run as AsyncDisposable)[Symbol.asyncDispose](),
    };
  };
  switch (task) {
    case "text-classification":
      return opened(task, (run, inputs) => run(field(inputs, "text"), { topK: 5 }));
    case "token-classification":
      return opened(task, (run, inputs) => run(field(inputs, "text"), { aggregationStrategy: "simple" }));
    case "fill-mask":
      return opened(task, (run, inputs) => run(field(inputs, "text"), { topK: 5 }));
    case "text-generation":
      return opened(task, (run, inputs) => run(field(inputs, "text"), { maxNewTokens: 50 }));
    case "summarization":
    case "translation":
    case "text2text-generation":
      return opened(task, (run, inputs) => run(field(inputs, "text")));
    case "zero-shot-classification":
      return opened(task, (run, inputs) => run(field(inputs, "text"), field(inputs, "candidateLabels")));
    case "question-answering":
      return opened(task, (run, inputs) =>
        run({ question: field(inputs, "question"), context: field(inputs, "context") }),
      );
    case "feature-extraction":
      return opened(task, async (run, inputs) => {
        const vectors = await run(field(inputs, "text"), { pooling: "mean", normalize: true });
        return vectors.tolist()[0];
      });
    case "sentence-similarity":
      return opened("feature-extraction", async (run, inputs) => {
        const texts: string[] = [
          field(inputs, "sourceSentence"),
          ...(field(inputs, "sentences") as string[]),
        ];
        const [source = [], ...others] = (
          await run(texts, { pooling: "mean", normalize: true })
        ).tolist() as number[][];
        return others.map((other) => other.reduce((sum, value, i) => sum + value * (source[i] ?? 0), 0));
      });
    case "image-classification":
      return opened(task, (run, inputs) => run(field(inputs, "image"), { topK: 5 }));
    case "object-detection":
      return opened(task, (run, inputs) => run(field(inputs, "image")));
    case "image-to-text":
      return opened(task, (run, inputs) => run(field(inputs, "image")));
    case "audio-classification":
      return opened(task, (run, inputs) => run(field(inputs, "audio"), { topK: 5 }));
    case "automatic-speech-recognition":
      return opened(task, (run, inputs) => run(field(inputs, "audio")));
    default:
      throw new Error(`there is no pipeline for this task here: ${task}`);
  }
}
