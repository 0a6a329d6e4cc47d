/** A chat that cannot be put into words: no template, one that is not valid, or messages that it does not take. */
export class ChatTemplateError extends Error {
  override name = "ChatTemplateError";
}
