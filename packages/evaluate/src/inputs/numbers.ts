import { InputError } from "../errors.ts";
import { checkEach } from "./check.ts";

const toNumber = (role: string) => (value: number | bigint, index: number) => {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new InputError(role, index, "a finite number", value);
  return number;
};

/** Pairs of finite numbers; the data of tensors will do. */
export const checkNumbers = checkEach(toNumber("predictions"), toNumber("references"));
