import { ALL_MODEL_LIBRARY_KEYS, PIPELINE_TYPES, SUBTASK_TYPES } from "@huggingface/tasks";
import { distance } from "fastest-levenshtein";
import { isScalar, visit } from "yaml";
import type { RepoType } from "../repo.ts";
import { shown } from "./errors.ts";
import type { CardData } from "./parse-card.ts";
import { keyName, type ReadYaml } from "./read-yaml.ts";
import { isRepoId } from "./schemas/fields.ts";
import { documentedKeys } from "./schemas/index.ts";
import { creators, languageCreators, multilingualities, sizeCategories } from "./schemas/vocabularies.ts";

/** Something about a value of a card. */
export interface Advice {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly value?: unknown;
  /** Whether it is the key itself. */
  readonly atKey?: boolean;
}

/** Keys, and values of one list, that are compared with known ones, which takes time for each. */
const maxChecked = 1000;

/** Keys that templates of cards have without a value. */
const mayBeEmpty = ["thumbnail", "description", "instance_prompt", "paperswithcode_id"];

const tasks: readonly string[] = PIPELINE_TYPES;

/** What the Hub has lists of, and takes other values of all the same. */
const vocabularies: Record<RepoType, Record<string, { what: string; values: readonly string[] }>> = {
  model: {
    pipeline_tag: { what: "a task of the Hub", values: tasks },
    library_name: { what: "a library that the Hub knows", values: ALL_MODEL_LIBRARY_KEYS },
  },
  dataset: {
    task_categories: { what: "a task of the Hub", values: tasks },
    task_ids: { what: "a finer task of the Hub", values: SUBTASK_TYPES },
    size_categories: { what: "a size of the Hub", values: sizeCategories },
    annotations_creators: { what: "a word of the Hub", values: creators },
    language_creators: { what: "a word of the Hub", values: languageCreators },
    multilinguality: { what: "a word of the Hub", values: multilingualities },
  },
  space: {},
};

/** What the Hub takes and is probably not meant. */
export function adviceFor(data: CardData, repoType: RepoType, read: ReadYaml): Advice[] {
  const known = documentedKeys(repoType);
  const advice: Advice[] = Object.keys(data)
    .slice(0, maxChecked)
    .flatMap((key) => keyAdvice(key, known, repoType));
  for (const [key, value] of Object.entries(data))
    if (value === null && !mayBeEmpty.includes(key))
      advice.push({ path: [key], expected: "a value expected, or no key", atKey: true });
  for (const [key, { what, values }] of Object.entries(vocabularies[repoType]))
    for (const { path, value } of texts(data, key))
      if (!values.includes(value))
        advice.push({ path, expected: `${what} expected${hint(value, values)}`, value });
  for (const key of ["datasets", "models"])
    for (const { path, value } of texts(data, key))
      if (known.includes(key) && !isRepoId(value))
        advice.push({ path, expected: "a repository id, name or namespace/name, expected", value });
  return [...advice, ...licenseAdvice(data), ...typeAdvice(data, repoType), ...unquotedAdvice(read)];
}

function keyAdvice(key: string, known: readonly string[], repoType: RepoType): Advice[] {
  if (known.includes(key)) return [];
  const meant = nearby(key, known);
  if (meant) return [{ path: [key], expected: `perhaps ${meant} is meant`, atKey: true }];
  const other = (["model", "dataset", "space"] as const).find((type) => documentedKeys(type).includes(key));
  if (!other) return [];
  return [
    { path: [key], expected: `a key of a ${repoType} card expected, not of a ${other} card`, atKey: true },
  ];
}

function licenseAdvice({ license, license_name }: CardData): Advice[] {
  if ([license].flat().includes("other") && typeof license_name !== "string")
    return [{ path: ["license"], expected: "a license_name beside other expected" }];
  if (license_name !== undefined && license !== undefined && ![license].flat().includes("other"))
    return [{ path: ["license_name"], expected: "license: other expected beside it", atKey: true }];
  return [];
}

function typeAdvice(data: CardData, repoType: RepoType): Advice[] {
  const advice: Advice[] = [];
  if (repoType === "model" && data.base_model_relation !== undefined && data.base_model === undefined)
    advice.push({ path: ["base_model_relation"], expected: "a base_model beside it expected", atKey: true });
  if (repoType === "space" && data.sdk === undefined)
    advice.push({
      path: ["sdk"],
      expected: "gradio, docker or static expected, without which nothing is run",
    });
  if (repoType !== "dataset" || !Array.isArray(data.configs)) return advice;
  const configs = data.configs.map((config) => (config ?? {}) as Record<string, unknown>);
  const names = configs.map(({ config_name }) => config_name);
  for (const [i, name] of names.entries())
    if (names.indexOf(name) < i)
      advice.push({ path: ["configs", i, "config_name"], expected: "another name expected", value: name });
  if (configs.filter((config) => config.default === true).length > 1)
    advice.push({ path: ["configs"], expected: "one default configuration expected", atKey: true });
  return advice;
}

/** Words that readers of YAML 1.1, as Python's is, take for true or false: Norwegian's code above all. */
function unquotedAdvice({ document }: ReadYaml): Advice[] {
  const advice: Advice[] = [];
  if (!document) return advice;
  visit(document, {
    Pair(_, { key, value }) {
      const name = keyName(key);
      if (name === undefined) return undefined;
      const items = isScalar(value) ? [value] : ((value as { items?: unknown[] } | null)?.items ?? []);
      for (const item of items)
        if (
          advice.length < maxChecked &&
          isScalar(item) &&
          item.type === "PLAIN" &&
          /^(?:y|n|yes|no|on|off)$/i.test(String(item.value))
        )
          advice.push({
            path: [name],
            expected: `quotes expected, because Python's clients read true or false`,
            value: item.value,
          });
      return visit.SKIP;
    },
  });
  return advice;
}

function* texts(data: CardData, key: string): Generator<{ path: (string | number)[]; value: string }> {
  const value = data[key];
  if (typeof value === "string") yield { path: [key], value };
  if (!Array.isArray(value)) return;
  for (const [i, each] of value.slice(0, maxChecked).entries())
    if (typeof each === "string") yield { path: [key, i], value: each };
}

function hint(value: string, values: readonly string[]): string {
  const meant = nearby(value, values);
  return meant ? `, perhaps ${shown(meant)}` : "";
}

/** A known word that differs in case, in `-` for `_`, or in a letter or two. */
function nearby(word: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, "");
  const same = known.find((each) => plain(each) === plain(word));
  if (same) return same;
  const most = Math.min(2, Math.floor(word.length / 4));
  const [best] = known
    .map((each) => ({ each, edits: word.length > 64 ? Number.POSITIVE_INFINITY : distance(word, each) }))
    .toSorted((a, b) => a.edits - b.edits);
  return best && best.edits <= most ? best.each : undefined;
}
