import { jsonBody, limitBody } from "@llm-course/server";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { HubContext } from "./hub-env.ts";

/** Bytes of a request, but for those that are streamed. */
export const maxJsonBytes = 16 * 2 ** 20;

/** A JSON body of a schema, at most 16 MiB; get it with `context.req.valid("json")`. */
export function body<S extends z.ZodType>(schema: S): ReturnType<typeof jsonBody<S>> {
  const read = jsonBody(schema, { status: 400 }) as MiddlewareHandler;
  return (async (context, next) => {
    context.req.raw = limitBody(context.req.raw, maxJsonBytes);
    return read(context, next);
  }) as ReturnType<typeof jsonBody<S>>;
}

/**
 * A body of a schema as JSON or as a form, in which fields may come more than once.
 *
 * @throws HubError InvalidRequest, HttpError 413
 */
export async function jsonOrForm<S extends z.ZodType>(context: HubContext, schema: S): Promise<z.output<S>> {
  const limited = limitBody(context.req.raw, maxJsonBytes);
  const text = await limited.text();
  const isForm = (context.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  let value: unknown;
  try {
    value = isForm ? multiMap(new URLSearchParams(text)) : text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw new HubError("InvalidRequest", "the body is neither JSON nor a form", { cause });
  }
  return check(schema, value, "body");
}

/** The query of a schema; `name[]` is `name`. @throws HubError InvalidRequest, also for what the schema does not have */
export function query<S extends z.ZodType>(context: HubContext, schema: S): z.output<S> {
  return check(schema, multiMap(new URL(context.req.url).searchParams), "query");
}

function multiMap(parameters: URLSearchParams): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [key, value] of parameters) {
    const name = key.replace(/\[\]$/, "");
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(values);
}

function check<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new HubError("InvalidRequest", `the ${where} is not as expected: ${z.prettifyError(result.error)}`);
}

/** The last value of a field that a form or a query may have several times. */
export const one = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), schema);

export const flag = one(
  z
    .union([z.boolean(), z.enum(["true", "false", "1", "0", "True", "False", ""])])
    .transform((value) => value === true || ["true", "1", "True"].includes(String(value))),
);

/** A list: several values, each of which may hold several with commas between. */
export const words = z
  .preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.string()))
  .transform((values) => values.flatMap((value) => value.split(",")).filter(Boolean));

/** A number of entries from 1 to `max`. */
export const count = (max: number) => one(z.coerce.number().int().min(1).max(max));
