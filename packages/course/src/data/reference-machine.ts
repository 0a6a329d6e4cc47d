import { z } from "zod";
import record from "./reference-machine.json" with { type: "json" };

/** The machine on which the times stated in the notebooks were taken, and its speed as `course doctor` measures it. */
export const referenceMachine = z
  .strictObject({ machine: z.string(), gflops: z.number().positive() })
  .parse(record);
