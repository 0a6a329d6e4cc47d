import { z } from "zod";
import { type Message, parseContent } from "../protocol/message.ts";
import { type CodeCell, mimeBundle, type Output } from "./notebook.ts";
import { TerminalText } from "./terminal-text.ts";

type Stream = Extract<Output, { output_type: "stream" }>;
type Display = Extract<Output, { data: unknown }>;

const metadata = z.record(z.string(), z.unknown()).default({});
const transient = z.looseObject({ display_id: z.string().optional() }).default({});
const executionCount = z.int().nonnegative();
const content = {
  stream: z.object({ name: z.string(), text: z.string() }),
  display_data: z.object({ data: mimeBundle, metadata, transient }),
  execute_result: z.object({
    data: mimeBundle,
    metadata,
    transient,
    execution_count: executionCount.nullable(),
  }),
  error: z.object({ ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) }),
  clear_output: z.object({ wait: z.boolean().default(false) }),
  execute_input: z.object({ execution_count: executionCount }),
};

/** A cell and the requests' worth of state that turns messages into its outputs. */
interface Recording {
  cell: CodeCell;
  /** `clear_output` with `wait`: the next output replaces all before it. */
  clearsNext: boolean;
  terminal?: TerminalText;
}

export interface OutputRecorderHandlers {
  onStream: (cell: CodeCell, name: string, text: string) => void;
  /** Called for an error of any cell that was ever attached, even long after it ended. */
  onError: (cell: CodeCell, error: { ename: string; evalue: string }) => void;
}

/**
 * Turns what a kernel publishes into cells' outputs. A message belongs to the cell whose request it names as its parent,
 * whichever cell is running now; a display update reaches every output with its id. Types it does not know are ignored.
 */
export class OutputRecorder {
  readonly #recordings = new Map<string, Recording>();
  readonly #displays = new Map<string, Display[]>();
  readonly #handlers: OutputRecorderHandlers;

  constructor(handlers: OutputRecorderHandlers) {
    this.#handlers = handlers;
  }

  /** From now on, what is published for the given request becomes outputs of the cell. */
  attach(requestId: string, cell: CodeCell): void {
    this.#recordings.set(requestId, { cell, clearsNext: false });
  }

  /** @throws MessageError when a message of a known type is malformed. */
  receive({ header: { msg_type: type }, parent_header: parent, content: given }: Message): void {
    if (type === "update_display_data") {
      this.#update(parseContent(content.display_data, given));
      return;
    }
    const recording = this.#recordings.get(parent.msg_id ?? "");
    if (!recording) return;
    switch (type) {
      case "stream":
        this.#stream(recording, parseContent(content.stream, given));
        break;
      case "display_data": {
        const { data, metadata, transient } = parseContent(content.display_data, given);
        this.#display(recording, { data, metadata, output_type: type }, transient.display_id);
        break;
      }
      case "execute_result": {
        const { data, execution_count, metadata, transient } = parseContent(content.execute_result, given);
        this.#display(
          recording,
          { data, execution_count, metadata, output_type: type },
          transient.display_id,
        );
        break;
      }
      case "error": {
        const { ename, evalue, traceback } = parseContent(content.error, given);
        add(recording, { ename, evalue, output_type: type, traceback });
        this.#handlers.onError(recording.cell, { ename, evalue });
        break;
      }
      case "clear_output":
        recording.clearsNext = true;
        if (!parseContent(content.clear_output, given).wait) clearIfDue(recording);
        break;
      case "execute_input":
        recording.cell.execution_count = parseContent(content.execute_input, given).execution_count;
        break;
    }
  }

  #stream(recording: Recording, { name, text }: { name: string; text: string }): void {
    clearIfDue(recording);
    const last = recording.cell.outputs.at(-1);
    const continued = last?.output_type === "stream" && last.name === name && recording.terminal;
    const output: Stream = continued ? last : { name, output_type: "stream", text: "" };
    if (!continued) add(recording, output);
    recording.terminal = continued || new TerminalText();
    recording.terminal.write(text);
    output.text = recording.terminal.toString();
    this.#handlers.onStream(recording.cell, name, text);
  }

  #display(recording: Recording, output: Display, id: string | undefined): void {
    add(recording, output);
    if (id === undefined) return;
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
    // Showing a display again under the same id also brings its earlier places up to date.
    this.#update({ ...output, transient: { display_id: id } });
  }

  #update(update: {
    data: Display["data"];
    metadata: Display["metadata"];
    transient: { display_id?: string };
  }): void {
    for (const output of this.#displays.get(update.transient.display_id ?? "") ?? []) {
      output.data = update.data;
      output.metadata = update.metadata;
    }
  }
}

function clearIfDue(recording: Recording): void {
  if (recording.clearsNext) recording.cell.outputs.length = 0;
  recording.clearsNext = false;
}

function add(recording: Recording, output: Output): void {
  clearIfDue(recording);
  recording.cell.outputs.push(output);
}
