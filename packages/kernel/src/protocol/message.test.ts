import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { python } from "../../test/python.ts";
import { decodeMessage, encodeMessage, type Message, MessageError } from "./message.ts";

const key = "a5f0c2de-key";
const message: Message = {
  header: { msg_id: "1", msg_type: "execute_request", session: "s", username: "u", version: "5.3" },
  parent_header: {},
  metadata: {},
  content: { code: "1 + 1 // π" },
};
const frames = () => encodeMessage(message, key).map((frame) => Buffer.from(frame));

describe("encodeMessage", () => {
  it("is read back by decodeMessage, whatever routing frames stand before it", () => {
    expect(decodeMessage(frames(), key)).toEqual(message);
    expect(decodeMessage([Buffer.from("identity"), ...frames()], key)).toEqual(message);
  });

  it.skipIf(!python)("signs as jupyter_client does (skipped: needs python3 with jupyter_client)", () => {
    const script = `
import json, sys
from jupyter_client.session import Session
session = Session(key=${JSON.stringify(key)}.encode())
frames = [frame.encode() for frame in json.loads(sys.argv[1])]
print(json.dumps(session.deserialize(frames[1:])["content"]))`;
    const output = execFileSync(String(python), ["-c", script, JSON.stringify(encodeMessage(message, key))]);
    expect(JSON.parse(output.toString())).toEqual(message.content);
  });
});

describe("decodeMessage", () => {
  const broken: Record<string, (frames: Buffer[]) => void> = {
    "a changed content": (all) => all.splice(5, 1, Buffer.from('{"code":"2"}')),
    "a changed header": (all) => all.splice(2, 1, Buffer.from('{"msg_id":"2","msg_type":"x"}')),
    "an empty signature": (all) => all.splice(1, 1, Buffer.alloc(0)),
    "a signature of the right length": (all) => all.splice(1, 1, Buffer.from("0".repeat(64))),
  };
  it.each(Object.keys(broken))("rejects %s", (name) => {
    const all = frames();
    broken[name]?.(all);
    expect(() => decodeMessage(all, key)).toThrow(/wrong signature/);
  });

  it("rejects a message signed with another key", () => {
    expect(() => decodeMessage(frames(), "another")).toThrow(MessageError);
  });

  it("rejects frames that are no message", () => {
    expect(() => decodeMessage([], key)).toThrow(/malformed .* got 0 frames/);
    expect(() => decodeMessage(frames().slice(1), key)).toThrow(/malformed/);
    expect(() => decodeMessage(frames().slice(0, 5), key)).toThrow(/malformed/);
  });

  it("rejects signed parts of the wrong shape", () => {
    const signed = encodeMessage({ ...message, header: {} as Message["header"] }, key).map((frame) =>
      Buffer.from(frame),
    );
    expect(() => decodeMessage(signed, key)).toThrow(/header.msg_id/);
  });
});
