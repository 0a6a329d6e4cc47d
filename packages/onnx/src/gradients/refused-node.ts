import type { NodeProto } from "onnx-buf";
import { operatorName } from "../operator-name.ts";

/** The node that an error message of onnxruntime names first, in any of the ways it has. */
export function refusedNode(
  message: string,
  nodes: readonly NodeProto[],
): { opType: string; node: string } | undefined {
  const [first] = nodes
    .map((node) => ({ node, place: Math.min(...places(message, node)) }))
    .sort((a, b) => a.place - b.place);
  if (!first || first.place === Number.POSITIVE_INFINITY) return undefined;
  return { opType: operatorName(first.node), node: first.node.name };
}

function places(message: string, { name, domain, opType }: NodeProto): number[] {
  const spellings = [`${domain}:${opType}(`, ...(name ? [`(${name})`, `"${name}"`, `'${name}'`] : [])];
  return spellings.map((spelling) => message.indexOf(spelling)).filter((place) => place >= 0);
}
