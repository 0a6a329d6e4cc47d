import { FeatureError } from "../errors.ts";

/** Integers with names, −1 for a label that is not known. */
export class ClassLabel {
  readonly _type = "ClassLabel";
  readonly names: readonly string[];

  /** @throws FeatureError for names that repeat */
  constructor(
    names: readonly string[] | { readonly names: readonly string[] } | { readonly numClasses: number },
  ) {
    if (Array.isArray(names)) this.names = [...names];
    else if ("numClasses" in names)
      this.names = Array.from({ length: names.numClasses }, (_, i) => String(i));
    else this.names = [...(names as { readonly names: readonly string[] }).names];
    const repeated = this.names.find((name, i) => this.names.indexOf(name) !== i);
    if (repeated !== undefined)
      throw new FeatureError("names of classes that differ expected, one is there twice", repeated);
  }

  get numClasses(): number {
    return this.names.length;
  }

  /** @throws FeatureError for an integer without a name */
  int2str(label: number): string {
    const name = this.names[label];
    if (name === undefined)
      throw new FeatureError(`a label from 0 to ${this.numClasses - 1} expected`, label);
    return name;
  }

  /** @throws FeatureError for a name that there is not */
  str2int(name: string): number {
    const label = this.names.indexOf(name);
    if (label < 0) throw new FeatureError(`one of the classes ${this.names.join(", ")} expected`, name);
    return label;
  }
}
