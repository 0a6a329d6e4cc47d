import type { Repository } from "../store/repository.ts";
import { readSmallFile } from "./commit-files.ts";
import { cardMetadata } from "./front-matter.ts";
import type { Described, RepoType } from "./repo-record.ts";

/** What the files of a commit say of the repository: the card's metadata, the tags made of it, and the model's kind. */
export async function describe(repository: Repository, commit: string, type: RepoType): Promise<Described> {
  const names = (await repository.tree(commit)).map(({ path }) => path);
  const text = async (path: string) =>
    names.includes(path) ? await readSmallFile(repository, commit, path) : undefined;
  const cardData = cardMetadata((await text("README.md")) ?? "");
  const config = type === "model" ? architecture(await text("config.json")) : undefined;
  const libraryName =
    type === "model" ? (string(cardData?.library_name) ?? (config && "transformers")) : undefined;
  const pipelineTag = type === "model" ? (string(cardData?.pipeline_tag) ?? taskOf(config)) : undefined;
  const sdk = type === "space" ? string(cardData?.sdk) : undefined;
  return {
    tags: tagsOf(cardData ?? {}, [
      libraryName,
      ...formats(names),
      string(config?.model_type),
      pipelineTag,
      sdk,
    ]),
    ...(pipelineTag !== undefined && { pipelineTag }),
    ...(libraryName !== undefined && { libraryName }),
    ...(cardData && { cardData }),
    ...(config && { config }),
    ...(sdk !== undefined && { sdk }),
  };
}

const string = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => string(one) ?? []);

function formats(names: readonly string[]): string[] {
  const has = (ending: RegExp) => names.some((name) => ending.test(name));
  return [
    ...(has(/\.safetensors$/) ? ["safetensors"] : []),
    ...(has(/\.onnx$/) || names.includes("onnx") ? ["onnx"] : []),
    ...(has(/\.gguf$/) ? ["gguf"] : []),
  ];
}

/** Fields of a card that become tags, with what is put before their values. */
const tagFields: readonly (readonly [field: string, prefix: string])[] = [
  ["tags", ""],
  ["language", ""],
  ["license", "license:"],
  ["datasets", "dataset:"],
  ["base_model", "base_model:"],
  ["task_categories", "task_categories:"],
  ["task_ids", "task_ids:"],
  ["size_categories", "size_categories:"],
  ["annotations_creators", "annotations_creators:"],
  ["multilinguality", "multilinguality:"],
  ["source_datasets", "source_datasets:"],
];

function tagsOf(card: Record<string, unknown>, first: readonly (string | undefined)[]): string[] {
  const fromCard = tagFields.flatMap(([field, prefix]) =>
    strings(card[field]).map((value) => prefix + value),
  );
  return [...new Set([...first.filter((tag) => tag !== undefined), ...fromCard])].slice(0, 500);
}

function architecture(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const { model_type, architectures } = JSON.parse(text ?? "") as Record<string, unknown>;
    if (string(model_type) === undefined) return undefined;
    return {
      model_type,
      ...(strings(architectures).length > 0 && { architectures: strings(architectures) }),
    };
  } catch {
    return undefined;
  }
}

/** The task of a transformers model by the ending of its class. */
const tasks: readonly (readonly [ending: string, task: string])[] = [
  ["ForSequenceClassification", "text-classification"],
  ["ForTokenClassification", "token-classification"],
  ["ForQuestionAnswering", "question-answering"],
  ["ForMaskedLM", "fill-mask"],
  ["ForCausalLM", "text-generation"],
  ["LMHeadModel", "text-generation"],
  ["ForSeq2SeqLM", "text2text-generation"],
  ["ForConditionalGeneration", "text2text-generation"],
  ["ForImageClassification", "image-classification"],
  ["ForCTC", "automatic-speech-recognition"],
  ["Model", "feature-extraction"],
];

function taskOf(config: Record<string, unknown> | undefined): string | undefined {
  const [architectureName = ""] = strings(config?.architectures);
  return tasks.find(([ending]) => architectureName.endsWith(ending))?.[1];
}
