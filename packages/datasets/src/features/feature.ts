import type { ClassLabel } from "./class-label.ts";

/** Names of the types of single values, as in Python's `datasets` and in Arrow. */
export const dtypes = [
  ...["null", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"],
  ...["float16", "float32", "float64", "date32", "string", "large_string", "binary", "large_binary"],
] as const;

/** One of `dtypes`, or `timestamp[us]`, `timestamp[ms, tz=UTC]`, `time64[us]`, `duration[us]`, `decimal128(10, 2)`. */
export type Dtype = string;

/** A single value. `null` may stand for any. */
export interface Value {
  readonly _type: "Value";
  readonly dtype: Dtype;
}

/** Values of one type in a row; of any number, or of `length`. */
export interface List {
  readonly _type: "List" | "LargeList";
  readonly feature: Feature;
  readonly length?: number;
}

/** Bytes of a picture or a sound, or the path of its file: `{ bytes, path }`. */
export interface Media {
  readonly _type: "Image" | "Audio" | "Video" | "Pdf";
  readonly [option: string]: unknown;
}

/** Nested lists of a fixed number of axes. */
export interface ArrayFeature {
  readonly _type: "Array2D" | "Array3D" | "Array4D" | "Array5D";
  readonly shape: readonly (number | null)[];
  readonly dtype: Dtype;
}

/** A text in several languages. */
export interface Translation {
  readonly _type: "Translation";
  readonly languages: readonly string[];
}

/** Named values together. */
export interface Struct {
  readonly _type?: undefined;
  readonly [name: string]: Feature | undefined;
}

/** The type of a column. */
export type Feature = Value | ClassLabel | List | Media | ArrayFeature | Translation | Struct;

export const value = (dtype: Dtype): Value => ({ _type: "Value", dtype });
export const list = (feature: Feature): List => ({ _type: "List", feature });
