import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const header = z.looseObject({ msg_id: z.string(), msg_type: z.string(), date: z.string().optional() });
const json = z.record(z.string(), z.unknown());

/** The four signed parts of a Jupyter message (protocol 5.3). A message that answers nothing has an empty parent. */
const messageSchema = z.object({
  header,
  parent_header: z.looseObject({ msg_id: z.string().optional() }),
  metadata: json,
  content: json,
});

export type Message = z.infer<typeof messageSchema>;

/** Thrown for a message that is not what the protocol says, or whose signature is not the kernel's. */
export class MessageError extends Error {
  override name = "MessageError";
}

/** Separates ZeroMQ's routing frames from the message. */
const delimiter = "<IDS|MSG>";

const sign = (parts: readonly (string | Buffer)[], key: string): Buffer => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** The frames that carry a message, signed by HMAC-SHA256 with the connection file's key. */
export function encodeMessage(message: Message, key: string): string[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  );
  return [delimiter, sign(parts, key).toString("hex"), ...parts];
}

/**
 * The message in the given frames.
 *
 * @throws MessageError when the signature does not fit or the frames are not a Jupyter message.
 */
export function decodeMessage(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(Buffer.from(delimiter)));
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  if (start < 0 || !signature || parts.length < 4) {
    throw new MessageError(
      `malformed kernel message: expected ${delimiter}, a signature and 4 parts, got ${frames.length} frames`,
    );
  }
  const expected = Buffer.from(sign(parts, key).toString("hex"));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new MessageError(
      "kernel message with a wrong signature: its sender does not have this connection's key",
    );
  }
  const [headerPart, parentPart, metadataPart, contentPart] = parts.map((part): unknown => {
    try {
      return JSON.parse(part.toString());
    } catch {
      throw new MessageError("malformed kernel message: a part is not JSON");
    }
  });
  return parseContent(messageSchema, {
    header: headerPart,
    parent_header: parentPart,
    metadata: metadataPart,
    content: contentPart,
  });
}

/**
 * What a message says, checked against the schema of its type.
 *
 * @throws MessageError naming the first field that is wrong.
 */
export function parseContent<Schema extends z.ZodType>(schema: Schema, content: unknown): z.output<Schema> {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MessageError(`malformed kernel message: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}
