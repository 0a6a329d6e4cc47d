import { z } from "zod";

/** How much one client may take; times in milliseconds. */
export const limits = z.strictObject({
  /** Bytes of a request's body. Default: 10 MiB. */
  maxBodyBytes: z
    .int()
    .positive()
    .default(10 * 2 ** 20),
  /** Bytes of all headers of a request together. Default: 16 KiB. */
  maxHeaderBytes: z
    .int()
    .min(1024)
    .default(16 * 2 ** 10),
  /** Headers of a request. Default: 100. */
  maxHeaders: z.int().positive().default(100),
  /** Until all headers are there. Default: 10 s. */
  headersTimeout: z.int().positive().default(10_000),
  /** Until the whole request is there, its body included; answers may take as long as they want. Default: 60 s. */
  requestTimeout: z.int().positive().default(60_000),
  /** How long a connection is kept open for another request. Default: 5 s. */
  keepAliveTimeout: z.int().positive().default(5000),
  /** Connections at a time; further ones are closed at once. Default: 256. */
  maxConnections: z.int().positive().default(256),
  /** How often both timeouts are looked at. Default: 1 s. */
  checkInterval: z.int().positive().default(1000),
});

export type Limits = z.infer<typeof limits>;
