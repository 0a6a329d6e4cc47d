import { Readable } from "node:stream";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import type { HubContext } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import { checkCsrf } from "../session/csrf.ts";

export interface MultipartLimits {
  /** Files of a form. */
  files: number;
  /** Bytes of one file. Default: any. */
  fileBytes?: number;
}

/**
 * Reads a form with files as it comes; nothing of a file is held here. The hidden field of the page's form has to come
 * before the first file.
 *
 * @param onFile takes a file's bytes to their end; the next file waits for it. `name` is what the browser says, perhaps
 *   a path
 * @returns the other fields
 * @throws HubError InvalidRequest, Forbidden, TooLarge, and what `onFile` throws
 */
export async function readMultipart(
  context: HubContext,
  limits: MultipartLimits,
  onFile: (name: string, content: Readable) => Promise<void>,
): Promise<Record<string, string>> {
  const type = context.req.header("content-type") ?? "";
  const { body, signal } = context.req.raw;
  if (!/^multipart\/form-data\s*;/i.test(type) || body === null)
    throw new HubError("InvalidRequest", "expected a form with files: multipart/form-data", { status: 415 });
  const fields: Record<string, string> = {};
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0], { signal });
  const parser = parserFor(type, limits);
  const files: Readable[] = [];
  let work: Promise<void> = Promise.resolve();
  try {
    await new Promise<void>((resolve, reject) => {
      const tooMany = (what: string) =>
        reject(new HubError("TooLarge", `the form has too many ${what}; send less at a time`));
      parser.on("field", (name, value, nameTruncated, valueTruncated) => {
        if (nameTruncated || valueTruncated) tooMany("bytes in a field");
        fields[name] = value;
      });
      parser.on("file", (_field, content, filename) => {
        content.on("limit", () =>
          content.destroy(
            new HubError("TooLarge", `the file is too large; bytes at most: ${limits.fileBytes}`),
          ),
        );
        files.push(content);
        // What is wrong with one ends the whole; nobody reads the rest.
        content.on("error", reject);
        work = work.then(async () => {
          // Of a field that is left empty, browsers send a file without a name.
          if (filename === undefined || filename === "") return void content.resume();
          checkCsrf(context, context.req.header("x-csrf-token") ?? fields.csrf);
          await onFile(filename, content);
        });
        work.catch(reject);
      });
      parser.on("filesLimit", () => tooMany("files"));
      parser.on("fieldsLimit", () => tooMany("fields"));
      parser.on("partsLimit", () => tooMany("parts"));
      parser.on("error", (cause) =>
        reject(new HubError("InvalidRequest", "the form is not as browsers send it", { cause })),
      );
      parser.on("finish", () => work.then(resolve, reject));
      source.on("error", reject);
      source.pipe(parser);
    });
  } finally {
    source.destroy();
    parser.destroy();
    // Whoever reads a file that will not come to its end is told, and is waited for.
    for (const file of files) file.destroy();
    await work.catch(() => {});
  }
  checkCsrf(context, context.req.header("x-csrf-token") ?? fields.csrf);
  return fields;
}

function parserFor(type: string, { files, fileBytes }: MultipartLimits): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": type } as BusboyHeaders,
      preservePath: true,
      limits: {
        files,
        fields: 20,
        fieldSize: 100_000,
        ...(fileBytes !== undefined && { fileSize: fileBytes }),
      },
    });
  } catch (cause) {
    throw new HubError("InvalidRequest", "the form's Content-Type has no boundary", { cause });
  }
}
