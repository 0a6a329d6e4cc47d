type Unary = "sqrt" | "neg";
type Binary = "add" | "sub" | "mul" | "div";
export type Operation = Unary | Binary;

/** What an expression is: an element of a tensor, a coefficient of the call, or an operation on expressions. */
type Kind =
  | { readonly kind: "load"; readonly tensor: number }
  | { readonly kind: "coefficient"; readonly index: number }
  | { readonly kind: Operation; readonly operands: readonly Expression[] };

/** A formula for one element, written once; `compileKernel` makes the loop over many. */
export class Expression {
  readonly kind: Kind;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  add = (other: Expression) => this.#with("add", other);
  sub = (other: Expression) => this.#with("sub", other);
  mul = (other: Expression) => this.#with("mul", other);
  div = (other: Expression) => this.#with("div", other);
  sqrt = () => this.#with("sqrt");
  neg = () => this.#with("neg");

  #with(kind: Operation, ...others: Expression[]): Expression {
    return new Expression({ kind, operands: [this, ...others] });
  }
}
