import { ensureMiniLm } from "../ensure-mini-lm.ts";
import { ensureCasedMiniLm } from "./ensure-cased-mini-lm.ts";

/** The encoders that models of the zoo are fine-tuned from. */
export type Base = "uncased" | "cased";

/** @returns the absolute path of its folder */
export function ensureBase(base: Base = "uncased"): Promise<string> {
  return base === "cased" ? ensureCasedMiniLm() : ensureMiniLm();
}
