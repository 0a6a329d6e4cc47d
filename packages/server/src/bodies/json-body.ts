import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { HttpError } from "../errors.ts";
import { checkJsonText } from "./check-json-text.ts";

export interface JsonBodyOptions {
  /** How deep objects and arrays may be nested. Default: 64. */
  readonly maxDepth?: number;
  /** The status for what the schema refuses. Default: 422. */
  readonly status?: 400 | 422;
}

const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * A handler before yours that reads the body as JSON of a schema; get it with `context.req.valid("json")`.
 *
 * @throws HttpError 415 for another content type, so that no form can be sent here from another page; 400 for what is
 * not UTF-8 or JSON, is nested too deep, has a key twice or `__proto__`; 413 above the server's limit; `status` for what
 * the schema refuses, with `param` naming the first field
 */
export function jsonBody<S extends z.ZodType>(
  schema: S,
  { maxDepth = 64, status = 422 }: JsonBodyOptions = {},
): MiddlewareHandler<object, string, { in: { json: z.input<S> }; out: { json: z.output<S> } }> {
  return async (context, next) => {
    const type = context.req.header("content-type") ?? "";
    if (!jsonType.test(type))
      throw new HttpError(
        415,
        "unsupported_media_type",
        `expected the Content-Type application/json: ${JSON.stringify(type.slice(0, 80))}`,
      );
    const text = decodeUtf8(await context.req.arrayBuffer());
    checkJsonText(text, maxDepth);
    context.req.addValidatedData("json", check(schema, parse(text), status) as object);
    await next();
  };
}

function decodeUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HttpError(400, "invalid_utf8", "the body is not UTF-8", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // V8's message quotes the text; it is the client's own.
    throw new HttpError(400, "invalid_json", `the body is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown, status: number): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.path.join(".") || undefined;
  throw new HttpError(
    status,
    "invalid_body",
    `the body is not as expected: ${z.prettifyError(result.error)}`,
    {
      param,
      cause: result.error,
    },
  );
}
