import { decodeHTML } from "entities";
import { Marked, type Token, type Tokens } from "marked";
import type { Align, Block, Inline } from "./blocks.ts";
import { figureSyntax } from "./figure-syntax.ts";
import { mathSyntax } from "./math-syntax.ts";

const marked = new Marked({ gfm: true }, mathSyntax, figureSyntax);

export interface ParsedMarkdown {
  readonly blocks: Block[];
  /** Raw HTML and pictures that were left out, as they were written. */
  readonly leftOut: readonly string[];
}

/**
 * Markdown as blocks that every format can write. Text, tables, lists, code, quotes, links, TeX and references to figures come
 * through; raw HTML does not, so nothing can be smuggled into a page, and neither do images. Comments are left out in silence.
 */
export function parseMarkdown(markdown: string): ParsedMarkdown {
  const leftOut: string[] = [];
  return { blocks: new Reader(leftOut).blocks(marked.lexer(markdown)), leftOut };
}

/** A line break in Markdown is a space in its text. */
const lineOf = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ");

class Reader {
  readonly #leftOut: string[];

  constructor(leftOut: string[]) {
    this.#leftOut = leftOut;
  }

  blocks(tokens: readonly Token[]): Block[] {
    return tokens.flatMap((token) => this.#block(token));
  }

  #block(token: Token): Block[] {
    switch (token.type) {
      case "heading":
        return [{ type: "heading", level: token.depth, content: this.#inline(token.tokens) }];
      case "paragraph":
      case "text": {
        const content = this.#inline(token.tokens ?? [token]);
        return content.length > 0 ? [{ type: "paragraph", content }] : [];
      }
      case "code":
        return [{ type: "code", language: /^\S*/.exec(token.lang ?? "")?.[0] ?? "", text: token.text }];
      case "blockMath":
        return [{ type: "math", tex: token.text }];
      case "blockquote":
        return [{ type: "quote", blocks: this.blocks(token.tokens ?? []) }];
      case "hr":
        return [{ type: "rule" }];
      case "list":
        return [this.#list(token as Tokens.List)];
      case "table":
        return [this.#table(token as Tokens.Table)];
      case "html":
        this.#leave(token.raw);
        return [];
      default: // white space, and definitions of links
        return [];
    }
  }

  #list({ ordered, start, items }: Tokens.List): Block {
    return {
      type: "list",
      ...(ordered && { start: Number(start) }),
      items: items.map(({ tokens }) => this.blocks(tokens)),
    };
  }

  #table({ header, align, rows }: Tokens.Table): Block {
    return {
      type: "table",
      head: header.map(({ tokens }) => this.#inline(tokens)),
      align: align.map((value): Align => value ?? undefined),
      rows: rows.map((row) => row.map(({ tokens }) => this.#inline(tokens))),
    };
  }

  #inline(tokens: readonly Token[] = []): Inline[] {
    return tokens.flatMap((token): Inline[] => {
      switch (token.type) {
        case "text":
          return token.tokens
            ? this.#inline(token.tokens)
            : [{ type: "text", text: lineOf(decodeHTML(token.text)) }];
        case "escape":
          return [{ type: "text", text: token.text }];
        case "checkbox":
          return [{ type: "text", text: token.checked ? "☑ " : "☐ " }];
        case "em":
          return [{ type: "emphasis", content: this.#inline(token.tokens) }];
        case "strong":
          return [{ type: "strong", content: this.#inline(token.tokens) }];
        case "del":
          return [{ type: "deleted", content: this.#inline(token.tokens) }];
        case "codespan":
          return [{ type: "code", text: token.text }];
        case "br":
          return [{ type: "break" }];
        case "inlineMath":
          return [{ type: "math", tex: token.text }];
        case "figureReference":
          return [{ type: "reference", text: token.text }];
        case "link":
          return this.#link(token as Tokens.Link);
        case "image":
          this.#leave(token.raw);
          return [{ type: "text", text: token.text }];
        case "html":
          this.#leave(token.raw);
          return [];
        default:
          return [{ type: "text", text: token.raw }];
      }
    });
  }

  /** Schemes other than these, such as `javascript:`, lose their address and keep their text. */
  #link({ href, tokens, raw }: Tokens.Link): Inline[] {
    const content = this.#inline(tokens);
    if (/^(?:https?:|mailto:|#)/i.test(href) || !/^[^/?#]*:|^\/\//.test(decodeHTML(href)))
      return [{ type: "link", href, content }];
    this.#leave(raw);
    return content;
  }

  #leave(raw: string): void {
    if (!/^\s*<!--(?:(?!-->)[\s\S])*-->\s*$/.test(raw)) this.#leftOut.push(raw.trim());
  }
}
