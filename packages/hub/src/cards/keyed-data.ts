import { CardSyntaxError, shown } from "./errors.ts";
import type { CardData } from "./parse-card.ts";
import type { ReadYaml } from "./read-yaml.ts";

/** @throws CardSyntaxError where the YAML is no mapping */
export function keyedData({ data, document, position }: ReadYaml): CardData {
  if (data === null || data === undefined) return {};
  if (typeof data !== "object" || Array.isArray(data))
    throw new CardSyntaxError(
      `a mapping of keys to values expected: ${shown(data)}`,
      position(document?.contents?.range?.[0] ?? 0),
    );
  return data as CardData;
}
