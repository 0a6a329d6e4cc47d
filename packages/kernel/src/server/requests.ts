import { z } from "zod";

/** What the frontends' requests carry, as far as the kernel reads it. */
export const executeRequest = z.object({
  code: z.string(),
  silent: z.boolean().default(false),
  store_history: z.boolean().default(true),
  stop_on_error: z.boolean().default(true),
});
export type ExecuteRequest = z.infer<typeof executeRequest>;

export const isCompleteRequest = z.object({ code: z.string() });

/** Jupyter counts `cursor_pos` in Unicode code points. */
export const cursorRequest = z.object({ code: z.string(), cursor_pos: z.number().int().nonnegative() });

export const shutdownRequest = z.object({ restart: z.boolean().default(false) });

export const commOpen = z.object({ comm_id: z.string() });
