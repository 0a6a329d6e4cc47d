import { describe, expect, it } from "vitest";
import type { CodeCell } from "./notebook.ts";
import { OutputRecorder } from "./output-recorder.ts";

type Sent = [type: string, content: Record<string, unknown>, request?: string];

const newCell = (id: string): CodeCell => ({
  cell_type: "code",
  id,
  metadata: {},
  source: "",
  execution_count: null,
  outputs: [],
});

/** Two cells with requests r1 and r2 after the given messages (of r1 where nothing else is said). */
function record(...sent: Sent[]) {
  const cells = [newCell("a"), newCell("b")] as const;
  const errors: string[] = [];
  const recorder = new OutputRecorder({
    onStream: () => {},
    onError: (cell, { ename, evalue }) => errors.push(`${cell.id} ${ename} ${evalue}`),
  });
  recorder.attach("r1", cells[0]);
  recorder.attach("r2", cells[1]);
  for (const [type, content, request = "r1"] of sent) {
    recorder.receive({
      header: { msg_id: "m", msg_type: type },
      parent_header: { msg_id: request },
      metadata: {},
      content,
    });
  }
  return { first: cells[0], second: cells[1], errors };
}

const stream = (text: string, name = "stdout", request?: string): Sent => ["stream", { name, text }, request];
const display = (text: string, id?: string, type = "display_data", request?: string): Sent => [
  type,
  { data: { "text/plain": text }, metadata: {}, ...(id ? { transient: { display_id: id } } : {}) },
  request,
];
const clear = (wait: boolean): Sent => ["clear_output", { wait }];
const out = (text: string, name = "stdout") => ({ name, output_type: "stream", text });
const shown = (text: string) => ({ data: { "text/plain": text }, metadata: {}, output_type: "display_data" });

describe("OutputRecorder", () => {
  it("joins neighbouring pieces of the same stream", () => {
    const { first } = record(stream("a"), stream("b\n"), stream("x", "stderr"), stream("c"), stream("d"));
    expect(first.outputs).toEqual([out("ab\n"), out("x", "stderr"), out("cd")]);
  });

  it("does not join a stream across another output", () => {
    const { first } = record(stream("a"), display("d"), stream("b"));
    expect(first.outputs).toEqual([out("a"), shown("d"), out("b")]);
  });

  it("moves back in a line across pieces, but not across outputs", () => {
    const { first } = record(
      stream("10%"),
      stream("\r20%"),
      stream("\r100%\n"),
      display("d"),
      stream("\rnew"),
    );
    expect(first.outputs).toEqual([out("100%\n"), shown("d"), out("new")]);
  });

  it("routes by parent, whatever ran since", () => {
    const { first, second } = record(stream("a"), stream("b", "stdout", "r2"), stream("c"));
    expect([first.outputs, second.outputs]).toEqual([[out("ac")], [out("b")]]);
  });

  it("ignores messages of requests it does not know and types it does not know", () => {
    const { first, second } = record(
      stream("a", "stdout", "other"),
      ["comm_open", {}],
      ["status", {}],
      ["stream_2", {}],
    );
    expect([first.outputs, second.outputs]).toEqual([[], []]);
  });

  it("keeps results with their count and takes the cell's count from execute_input", () => {
    const data = { "text/plain": "4", "application/vnd.x+json": { deep: [1] } };
    const { first } = record(
      ["execute_input", { code: "", execution_count: 7 }],
      ["execute_result", { data, metadata: { a: 1 }, execution_count: 7 }],
    );
    expect(first.execution_count).toBe(7);
    expect(first.outputs).toEqual([
      { data, execution_count: 7, metadata: { a: 1 }, output_type: "execute_result" },
    ]);
  });

  it("updates every output with a display id, in any cell, and adds none", () => {
    const { first, second } = record(
      display("0", "d"),
      display("other", "e"),
      display("1", "d", "display_data", "r2"),
      display("2", "d", "update_display_data", "r2"),
      display("9", "unknown", "update_display_data"),
    );
    expect(first.outputs).toEqual([shown("2"), shown("other")]);
    expect(second.outputs).toEqual([shown("2")]);
  });

  it("brings earlier displays up to date when the id is shown again", () => {
    expect(record(display("0", "d"), display("1", "d")).first.outputs).toEqual([shown("1"), shown("1")]);
  });

  it("clears at once, or with the next output", () => {
    expect(record(stream("a"), clear(false)).first.outputs).toEqual([]);
    expect(record(stream("a"), clear(false), stream("b")).first.outputs).toEqual([out("b")]);
    expect(record(stream("a"), clear(true)).first.outputs).toEqual([out("a")]);
    expect(record(stream("a"), clear(true), stream("b")).first.outputs).toEqual([out("b")]);
    expect(record(stream("a"), clear(true), display("b"), stream("c")).first.outputs).toEqual([
      shown("b"),
      out("c"),
    ]);
    expect(record(stream("a"), clear(true), clear(false), stream("b"), stream("c")).first.outputs).toEqual([
      out("bc"),
    ]);
  });

  it("keeps errors and tells whose they are", () => {
    const error = { ename: "E", evalue: "v", traceback: ["1", "2"] };
    const { second, errors } = record(["error", error, "r2"]);
    expect(second.outputs).toEqual([{ ...error, output_type: "error" }]);
    expect(errors).toEqual(["b E v"]);
  });

  it.each<Sent>([
    ["stream", { name: "stdout" }],
    ["display_data", { data: { "text/plain": 4 }, metadata: {} }],
    ["execute_result", { data: {}, metadata: {} }],
    ["error", { ename: "E", evalue: "v", traceback: "not a list" }],
    ["clear_output", { wait: "yes" }],
  ])("rejects a malformed %s", (type, content) => {
    expect(() => record([type, content])).toThrow(/malformed kernel message/);
  });
});
