import type { HtmlEscapedString } from "hono/utils/html";

/** What `html` of `hono/html` makes: text of others in it is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What may stand in it. */
export type Content = Html | string | number | false | undefined | readonly Content[];
