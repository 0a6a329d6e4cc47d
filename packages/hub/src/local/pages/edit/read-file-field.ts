import { buffer } from "node:stream/consumers";
import type { HubContext } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import { readMultipart } from "./multipart.ts";

/**
 * The one file of a form, in memory.
 *
 * @throws HubError InvalidRequest where there is none, TooLarge
 */
export async function readFileField(context: HubContext, maxBytes: number): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  await readMultipart(context, { files: 1, fileBytes: maxBytes }, async (_, content) => {
    bytes = await buffer(content);
  });
  if (bytes && bytes.length > 0) return bytes;
  throw new HubError("InvalidRequest", "the form has no file; choose one");
}
