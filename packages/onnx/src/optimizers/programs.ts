import { adafactorPrograms } from "./adafactor-programs.ts";
import { adamW8bitPrograms } from "./adamw-8bit-program.ts";

/** Every pass over memory that is no formula of one element. */
export const programs = { ...adafactorPrograms, ...adamW8bitPrograms };

export type ProgramName = keyof typeof programs;

/** The programs in the order of their numbers in the compiled module, where they follow the kernels. */
export const programNames = Object.keys(programs) as ProgramName[];
