import { z } from "zod";
import { type ConnectionOptions, resolveConnection } from "./connection.ts";
import { InvalidSettingError } from "./errors.ts";
import { requestJson } from "./request-json.ts";

const identity = z.object({
  name: z.string(),
  type: z.string(),
  fullname: z.string().optional(),
  orgs: z.array(z.object({ name: z.string() })).default([]),
});

/** The account a token belongs to, and the organizations it is in. */
export type Identity = z.infer<typeof identity>;

/**
 * Asks the Hub whose token this is.
 *
 * @throws InvalidSettingError without a token, UnauthorizedError with one that is not valid
 */
export async function whoami(options: ConnectionOptions = {}): Promise<Identity> {
  const connection = await resolveConnection(options);
  if (connection.token === undefined) {
    throw new InvalidSettingError("token", "no token; pass one, set HF_TOKEN, or save one with saveToken");
  }
  const { data } = await requestJson(connection, {
    url: `${connection.endpoint}/api/whoami-v2`,
    schema: identity,
  });
  return data;
}
