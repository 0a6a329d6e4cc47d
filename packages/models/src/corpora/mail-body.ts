import { convert, type HtmlToTextOptions } from "html-to-text";
import PostalMime from "postal-mime";

/** Words, not markup: a reader sees neither addresses of links nor of pictures. */
const asRead: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

/**
 * What a reader of a mail sees below its headers: the plain text, or where there is none the text of the HTML. Lines stay
 * lines.
 *
 * @param source a mail as it travels, with headers
 */
export async function mailBody(source: string): Promise<string> {
  // Mailboxes begin each mail with a line that is no header.
  const { text = "", html = "" } = await PostalMime.parse(source.replace(/^From .*\n/, ""));
  const plain = text.trim() ? text : html;
  // Some mails hold HTML and call it plain.
  const body = /<(html|body|table|font|br|p)\b/i.test(plain) ? convert(plain, asRead) : plain;
  return body.replace(/\r\n?/g, "\n").trim();
}
