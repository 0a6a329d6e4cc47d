import { z } from "zod";
import { readPackage } from "./read-package.ts";
import type { TranslationPair } from "./translation-pair.ts";

const program = "@codingame/monaco-vscode-api";
const programHash = "1739fe510959bbe1fdf384ec80e0c3da171c5005b8ff0cccfce9a6f1a4b6ded1";
const pack = "@codingame/monaco-vscode-language-pack-fr";
const packHash = "09cfe9f953c72d6c06e3e157cdfe3f334daa87f30b0e8653c7fe5d70ca4bafee";

/** A call of the program for one of its messages: the message's number, and its English text as a literal. */
const call = /\blocalize2?\(\s*(\d+),\s*(["'`])((?:\\.|(?!\2)[^\\])*)\2/gs;

const extension = z.object({ contents: z.record(z.string(), z.record(z.string(), z.string())) });

/**
 * What the editor Visual Studio Code says, in English and French: messages of the program by their numbers, and those of
 * the extensions that come with it, whose keys are the English texts.
 *
 * @throws PackageDataError where a package holds other messages
 */
export async function editorMessages(): Promise<TranslationPair[]> {
  const english = new Map<number, string>();
  for (const source of (await readPackage(program, "vscode", /\.js$/, programHash)).values())
    for (const [, number, , literal] of source.toString("utf8").matchAll(call))
      english.set(Number(number), unescaped(literal as string));

  const files = await readPackage(pack, "translations", /\.i18n\.json(\.js)?$/, packHash);
  const pairs: TranslationPair[] = [];
  for (const [path, bytes] of files) {
    const text = bytes.toString("utf8");
    if (path.endsWith(".js"))
      for (const [number, fr] of messagesOf(text).entries()) {
        const en = english.get(number);
        if (en !== undefined && fr !== null) pairs.push({ en, fr });
      }
    // Behind a slash a key may have a remark for translators.
    else
      for (const [key, fr] of Object.entries(extension.parse(JSON.parse(text)).contents.bundle ?? {}))
        pairs.push({ en: fr.includes("/") ? key : (key.split("/")[0] as string), fr });
  }
  return pairs;
}

/** The module is one list: strings as JSON writes them, and `undefined` for numbers that have none. */
function messagesOf(module: string): (string | null)[] {
  const list = module.slice(module.indexOf("["), module.lastIndexOf("]") + 1);
  return z.array(z.string().nullable()).parse(JSON.parse(list.replaceAll(/^\tundefined(?=,?$)/gm, "\tnull")));
}

function unescaped(literal: string): string {
  return literal.replaceAll(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, code: string) =>
    code.startsWith("u")
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : ({ n: "\n", t: "\t", r: "\r" }[code] ?? code),
  );
}
