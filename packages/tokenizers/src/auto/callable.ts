/** The method that a call of an instance is. */
export const call = Symbol("call");

/** Instances are functions too: calling one calls its method of that name. */
class CallableObject {
  constructor() {
    const self = (...args: readonly unknown[]) => (self as unknown as CallableObject)[call](...args);
    // biome-ignore lint/correctness/noConstructorReturn: fields of derived classes are to be the function's.
    return Object.setPrototypeOf(self, new.target.prototype);
  }

  [call](..._: readonly unknown[]): unknown {
    throw new TypeError("a class with callable instances says what a call does");
  }
}
Object.setPrototypeOf(CallableObject.prototype, Function.prototype);

/** The base class of those with callable instances, given the signature of a call. */
export function callable<Signature extends (...args: never[]) => unknown>() {
  return CallableObject as unknown as abstract new () => Signature & {
    [call](...args: readonly unknown[]): unknown;
  };
}
