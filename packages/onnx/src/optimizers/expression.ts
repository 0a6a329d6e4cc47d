type FloatUnary = "sqrt" | "neg";
type FloatBinary = "add" | "sub" | "mul" | "div";
/** Of float32, in a reduction of float64. */
export type FloatOperation = FloatUnary | FloatBinary;

/** Of unsigned integers of 32 bits; sums and products are modulo 2³². */
export type IntegerOperation =
  | "addInteger"
  | "mulLow"
  | "mulHigh"
  | "xor"
  | "and"
  | "atLeast"
  | "toInteger"
  | "bits"
  | "fromBits";

export type Operation = FloatOperation | IntegerOperation;

/** What an expression is: an element of a tensor, its number, a coefficient of the call, a constant, or an operation. */
type Kind =
  | { readonly kind: "load"; readonly tensor: number }
  | { readonly kind: "index" }
  | { readonly kind: "coefficient"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: Operation; readonly operands: readonly Expression[] };

/** A formula for one element, written once; `compileKernels` makes the loop over many. */
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

  addInteger = (other: Expression) => this.#with("addInteger", other);
  /** The lower half of the product's 64 bits. */
  mulLow = (other: Expression) => this.#with("mulLow", other);
  /** The upper half. */
  mulHigh = (other: Expression) => this.#with("mulHigh", other);
  xor = (other: Expression) => this.#with("xor", other);
  and = (other: Expression) => this.#with("and", other);
  /** 32 ones where this ≥ other, else 32 zeros. */
  atLeast = (other: Expression) => this.#with("atLeast", other);
  /** The integer below a float32 of 0 up to 2³². */
  toInteger = () => this.#with("toInteger");
  /** The bits of a float32 as an integer. */
  bits = () => this.#with("bits");
  /** The float32 of these bits. */
  fromBits = () => this.#with("fromBits");

  /** Whether it is an integer and not a float. */
  get isInteger(): boolean {
    const { kind } = this.kind;
    return kind === "index" || kind === "constant" || (kind !== "fromBits" && integerOperations.has(kind));
  }

  /** Whether it is the same for all elements. */
  get isInvariant(): boolean {
    if ("operands" in this.kind) return this.kind.operands.every((operand) => operand.isInvariant);
    return this.kind.kind === "coefficient" || this.kind.kind === "constant";
  }

  #with(kind: Operation, ...others: Expression[]): Expression {
    return new Expression({ kind, operands: [this, ...others] });
  }
}

/** A constant from 0 to 2³² − 1. */
export function integer(value: number): Expression {
  return new Expression({ kind: "constant", value });
}

const integerOperations: ReadonlySet<string> = new Set<IntegerOperation>([
  "addInteger",
  "mulLow",
  "mulHigh",
  "xor",
  "and",
  "atLeast",
  "toInteger",
  "bits",
  "fromBits",
]);
