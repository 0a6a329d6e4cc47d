/** What was pushed may not come in; nothing of it did. The message is for whoever pushed. */
export class PushRefusedError extends Error {
  override name = "PushRefusedError";
}
