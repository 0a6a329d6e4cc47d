// The bytes that PyTorch's SummaryWriter and TensorBoard wrote for the same events (test/tensorboard/record.py).

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { fileVersionEvent, scalarEvent, sessionStartEvent, textEvent } from "./event-messages.ts";
import { tfRecord } from "./tf-record.ts";

const fixture = join(import.meta.dirname, "../../test/tensorboard/fixtures/write.json");
const official = Buffer.from(z.base64().parse(JSON.parse(readFileSync(fixture, "utf8"))), "base64");
const start = 1790000000.25;

test("a file has the bytes of TensorBoard's own writer", () => {
  const events = [
    fileVersionEvent({ wallTime: start, step: 3 }),
    sessionStartEvent({ wallTime: start, step: 3 }),
    textEvent({ wallTime: start, step: 0 }, "args", "    learningRate: 0.00005\n    café"),
    scalarEvent({ wallTime: start, step: 0 }, { tag: "train/loss", value: 0 }),
    scalarEvent({ wallTime: start + 1, step: 3 }, { tag: "train/loss", value: Math.LN2 }),
    scalarEvent({ wallTime: start + 1, step: 3 }, { tag: "train/learning_rate", value: 4.5e-5 }),
    scalarEvent({ wallTime: start + 2, step: 2 ** 40 }, { tag: "eval/accuracy", value: Number.NaN }),
  ];
  const ours = Buffer.concat(events.map(tfRecord));
  // Its first record also names the writer.
  const first = 16 + Number(official.readBigUInt64LE(0));
  expect(ours.toString("hex")).toBe(official.subarray(first).toString("hex"));
});

// Length 24, its masked checksum a37f4b22, the time (field 1), "brain.Event:2" (field 3).
test("a file begins as event files of TensorFlow do", () => {
  const record = tfRecord(fileVersionEvent({ wallTime: 0, step: 0 }));
  expect(record.toString("latin1", 12 + 11, 12 + 24)).toBe("brain.Event:2");
  expect(record.toString("hex", 0, 12 + 11)).toBe(`1800000000000000a37f4b2209${"00".repeat(8)}1a0d`);
});
