import { z } from "zod";

/** The probability of a dropout in a `config.json`: from 0 to below 1. */
export const probability = z.number().nonnegative().lt(1);
