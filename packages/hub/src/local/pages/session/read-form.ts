import { limitBody } from "@llm-course/server";
import { z } from "zod";
import type { HubContext } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import { checkCsrf } from "./csrf.ts";

/** Bytes of a form without files; a text of 1 MiB may grow threefold in it. */
const maxFormBytes = 4 * 2 ** 20;

/**
 * The fields of a form that one of the pages has sent. Of a field that comes several times the last counts.
 *
 * @throws HubError InvalidRequest for another type, or what the schema refuses; Forbidden for a form of somebody else;
 * HttpError 413
 */
export async function readForm<S extends z.ZodType>(context: HubContext, schema: S): Promise<z.output<S>> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new HubError("InvalidRequest", "expected a form: application/x-www-form-urlencoded", {
      status: 415,
    });
  const text = await limitBody(context.req.raw, maxFormBytes).text();
  const fields = Object.fromEntries(new URLSearchParams(text));
  checkCsrf(context, fields.csrf);
  return parseFields(schema, fields);
}

/** @throws HubError InvalidRequest */
export function parseFields<S extends z.ZodType>(schema: S, fields: Record<string, unknown>): z.output<S> {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  throw new HubError("InvalidRequest", `the form is not as expected: ${z.prettifyError(result.error)}`);
}
