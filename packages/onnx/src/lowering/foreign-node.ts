import type { NodeProto } from "onnx-buf";
import { UnsupportedOperatorError } from "../errors.ts";
import { type NodeContext, NodeView } from "../gradients/node-view.ts";
import { label } from "../gradients/topological-order.ts";
import { operatorName } from "../operator-name.ts";

/** What a lowering sees of a node. */
export class ForeignNode extends NodeView {
  readonly #node: NodeProto;

  constructor(node: NodeProto, context: NodeContext) {
    super(node, [], context);
    this.#node = node;
  }

  /** @throws UnsupportedOperatorError for a form of the operator that its lowering leaves out */
  override unsupported(what: string, wayOut = "export the model without it"): never {
    throw new UnsupportedOperatorError(operatorName(this.#node), label(this.#node), what, wayOut);
  }

  /** The attribute `scale`, whose 0 stands for a standard one. */
  scale(standard: number): number {
    return this.float("scale", 0) || standard;
  }

  /** Attributes that must be 0, since what others mean is left out. */
  refuse(...attributes: readonly string[]): void {
    for (const name of attributes) if (this.int(name, 0) !== 0) this.unsupported(name);
  }
}
