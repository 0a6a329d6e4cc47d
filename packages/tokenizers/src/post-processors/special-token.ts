import { z } from "zod";
import { isId } from "../models/vocabulary.ts";

/** A special token and its id, as in `["[SEP]", 102]`. */
export type SpecialToken = readonly [string, number];

export const specialTokenJson = z.tuple([
  z.string(),
  z.custom<number>(isId, "expected an id, a non-negative integer"),
]);
