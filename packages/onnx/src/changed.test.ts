import { create, toBinary } from "@bufbuild/protobuf";
import { NodeProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { changed } from "./changed.ts";

test("the copy keeps fields, defaults and what is unset; the original stays", () => {
  const node = create(NodeProtoSchema, { opType: "Neg", input: ["x"] });
  const copy = changed(node, { input: ["y"] });
  expect(copy.domain).toBe("");
  expect(node.input).toEqual(["x"]);
  const made = create(NodeProtoSchema, { opType: "Neg", input: ["y"] });
  expect(toBinary(NodeProtoSchema, copy)).toEqual(toBinary(NodeProtoSchema, made));
});
