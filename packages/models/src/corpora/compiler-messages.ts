import { readFile } from "node:fs/promises";
import { join } from "node:path";
import typescript from "typescript";
import { z } from "zod";
import { packageFolder } from "./package-folder.ts";

/** The languages that TypeScript speaks besides English. */
export const compilerLanguages = [
  "cs",
  "de",
  "es",
  "fr",
  "it",
  "ja",
  "ko",
  "pl",
  "pt-br",
  "ru",
  "tr",
  "zh-cn",
  "zh-tw",
] as const;

const messages = z.record(z.string(), z.string());

/**
 * What TypeScript's compiler says, in one of its languages: about two thousand messages by their keys, which are the same
 * in each; a language may lack a few.
 */
export async function compilerMessages(
  language: (typeof compilerLanguages)[number],
): Promise<ReadonlyMap<string, string>> {
  const folder = join(await packageFolder("typescript"), "lib", language);
  const file = await readFile(join(folder, "diagnosticMessages.generated.json"), "utf8");
  return new Map(Object.entries(messages.parse(JSON.parse(file))));
}

const diagnostics = z.record(z.string(), z.object({ key: z.string(), message: z.string() }));

/** The same in English, as the compiler has it in its program. */
export function englishCompilerMessages(): ReadonlyMap<string, string> {
  const { Diagnostics } = typescript as unknown as { readonly Diagnostics: unknown };
  return new Map(Object.values(diagnostics.parse(Diagnostics)).map(({ key, message }) => [key, message]));
}
