import { z } from "zod";
import { ArgumentError } from "../errors.ts";

/** The parts of a template in their order: texts and names of special tokens, with their types. */
export type Template = readonly (
  | { readonly text: "A" | "B"; readonly typeId: number }
  | { readonly token: string; readonly typeId: number }
)[];

/** A template, or how to write it: in one text or in its parts. */
export type TemplateLike = string | readonly string[] | Template;

/** Reads `[CLS] $A:0 [SEP] $B:1`; `$1` is short for `$A:1`, and a type that is not given is 0. */
export function parseTemplate(template: TemplateLike): Template {
  const parts = typeof template === "string" ? template.split(" ") : template;
  return parts.map((part) => {
    if (typeof part !== "string") return part;
    const match = /^(?:\$(?<text>[ABab]?|\d+)|(?<token>[^$:][^:]*))(?::(?<type>\d+))?$/.exec(part);
    if (!match?.groups) throw new ArgumentError("a part like [CLS], $A or $B:1 expected in a template", part);
    const { text, token, type } = match.groups;
    if (token !== undefined) return { token, typeId: Number(type ?? 0) };
    const isNumber = /\d/.test(text as string);
    return {
      text: text === "B" || text === "b" ? "B" : "A",
      typeId: Number(type ?? (isNumber ? text : 0)),
    };
  });
}

const typeId = z.int().nonnegative();

export const templateJson = z
  .array(
    z.union(
      [
        z.strictObject({ Sequence: z.strictObject({ id: z.enum(["A", "B"]), type_id: typeId }) }),
        z.strictObject({ SpecialToken: z.strictObject({ id: z.string(), type_id: typeId }) }),
      ],
      { error: "expected a Sequence or a SpecialToken with its id and type_id" },
    ),
  )
  .transform((parts): Template => {
    return parts.map((part) =>
      "Sequence" in part
        ? { text: part.Sequence.id, typeId: part.Sequence.type_id }
        : { token: part.SpecialToken.id, typeId: part.SpecialToken.type_id },
    );
  });

export function templateToJson(template: Template) {
  return template.map((part) =>
    "text" in part
      ? { Sequence: { id: part.text, type_id: part.typeId } }
      : { SpecialToken: { id: part.token, type_id: part.typeId } },
  );
}
