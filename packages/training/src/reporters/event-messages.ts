import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** One number of a step, under its tag. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** When something happened: seconds since 1970 and the optimizer step. */
export interface Moment {
  readonly wallTime: number;
  readonly step: number;
}

// Fields by their numbers in TensorFlow's event.proto, summary.proto, tensor.proto and tensor_shape.proto, in ascending
// order as protobuf's own writers have them. What is zero or empty is left out, as proto3 asks.
const fields = {
  event: { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 },
  sessionLog: { status: 1 },
  summary: { value: 1 },
  value: { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 },
  metadata: { pluginData: 1 },
  pluginData: { pluginName: 1 },
  tensor: { dtype: 1, shape: 2, stringVal: 8 },
  shape: { dim: 2 },
  dim: { size: 1 },
};
const stringType = 7;
const sessionStart = 1;

type Write = (message: BinaryWriter) => void;

/** The first message of a file. */
export function fileVersionEvent(moment: Moment): Uint8Array {
  return event(moment, (message) => string(message, fields.event.fileVersion, "brain.Event:2"));
}

/** Tells readers to forget what earlier files of the folder have of this step and later ones. */
export function sessionStartEvent(moment: Moment): Uint8Array {
  return event(moment, (message) =>
    nested(message, fields.event.sessionLog, (log) => int(log, fields.sessionLog.status, sessionStart)),
  );
}

export function scalarEvent(moment: Moment, { tag, value }: Scalar): Uint8Array {
  return summaryEvent(moment, (summary) => {
    string(summary, fields.value.tag, tag);
    summary.tag(fields.value.simpleValue, WireType.Bit32).float(value);
  });
}

/** Markdown, which TensorBoard shows under "Text". */
export function textEvent(moment: Moment, tag: string, text: string): Uint8Array {
  return summaryEvent(moment, (summary) => {
    string(summary, fields.value.tag, `${tag}/text_summary`);
    nested(summary, fields.value.tensor, (tensor) => {
      int(tensor, fields.tensor.dtype, stringType);
      nested(tensor, fields.tensor.shape, (shape) =>
        nested(shape, fields.shape.dim, (dim) => int(dim, fields.dim.size, 1)),
      );
      string(tensor, fields.tensor.stringVal, text);
    });
    nested(summary, fields.value.metadata, (metadata) =>
      nested(metadata, fields.metadata.pluginData, (plugin) =>
        string(plugin, fields.pluginData.pluginName, "text"),
      ),
    );
  });
}

function summaryEvent(moment: Moment, writeValue: Write): Uint8Array {
  return event(moment, (message) =>
    nested(message, fields.event.summary, (summary) => nested(summary, fields.summary.value, writeValue)),
  );
}

function event({ wallTime, step }: Moment, writeWhat: Write): Uint8Array {
  const message = new BinaryWriter();
  message.tag(fields.event.wallTime, WireType.Bit64).double(wallTime);
  if (step !== 0) message.tag(fields.event.step, WireType.Varint).int64(step);
  writeWhat(message);
  return message.finish();
}

function nested(message: BinaryWriter, field: number, write: Write): void {
  message.tag(field, WireType.LengthDelimited).fork();
  write(message);
  message.join();
}

function string(message: BinaryWriter, field: number, value: string): void {
  message.tag(field, WireType.LengthDelimited).string(value);
}

function int(message: BinaryWriter, field: number, value: number): void {
  message.tag(field, WireType.Varint).int64(value);
}
