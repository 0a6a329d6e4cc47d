import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ALL_MODEL_LIBRARY_KEYS, PIPELINE_TYPES, SUBTASK_TYPES } from "@huggingface/tasks";
import { describe, expect, it } from "vitest";
import type { RepoType } from "../repo.ts";
import { licenses } from "./schemas/license.ts";
import { validateCard } from "./validate-card.ts";

const clean = { errors: [], warnings: [] };

function check(yaml: string, type: RepoType = "model") {
  const { errors, warnings } = validateCard(`---\n${yaml}\n---\n\n# Title\n`, type);
  return { errors: errors.map(({ message }) => message), warnings: warnings.map(({ message }) => message) };
}

// The shapes of cards as they are published, written for this test.
const published: [name: string, type: RepoType, yaml: string][] = [
  [
    "a fine-tuned classifier",
    "model",
    `library_name: transformers
license: apache-2.0
base_model: distilbert/distilbert-base-uncased
tags:
- generated_from_trainer
metrics:
- accuracy
- f1
thumbnail:
model-index:
- name: my-classifier
  results:
  - task:
      name: Text Classification
      type: text-classification
    dataset:
      name: emotion
      type: emotion
      config: split
      split: validation
      args: split
    metrics:
    - name: Accuracy
      type: accuracy
      value: 0.9265
    - name: Perplexity
      type: perplexity
      value: "20.0 ± 1.2"
      verified: true
      verifyToken: eyJh
    source:
      name: A leaderboard
      url: https://example.org/board`,
  ],
  [
    "a gated chat model in several languages",
    "model",
    `language: [en, de, pt, zh, yue, code, multilingual, "no"]
license: other
license_name: my-license
license_link: LICENSE
pipeline_tag: text-generation
extra_gated_prompt: "You agree to be kind."
extra_gated_fields:
  Name: text
  Birthday: date_picker
  Country: country
  geo: ip_location
  Purpose:
    type: select
    options:
    - Research
    - label: Other
      value: other
  I agree: checkbox
extra_gated_button_content: Submit
inference:
  parameters:
    temperature: 0.7
widget:
- text: Hello
  example_title: A greeting
- messages:
  - role: user
    content: Hi
co2_eq_emissions:
  emissions: 1.5
  source: measured
  hardware_used: a laptop`,
  ],
  [
    "a merge",
    "model",
    `base_model:
- ada/one
- ada/two
base_model_relation: merge
new_version: ada/three
datasets: [ada/data, imdb]
inference: false
co2_eq_emissions: 12
my_own_field: { anything: [1, true, null] }`,
  ],
  [
    "a dataset with two configurations",
    "dataset",
    `annotations_creators: [expert-generated]
language_creators: found
language: en
license: [cc-by-4.0, mit]
multilinguality: monolingual
size_categories: [1K<n<10K]
source_datasets: [original]
task_categories: [text-classification, question-answering]
task_ids: [sentiment-classification, extractive-qa]
pretty_name: Things
viewer: false
configs:
- config_name: a
  default: true
  data_files:
  - split: train
    path: ["a/*.csv", b.csv]
  - split: test
    path: c.csv
  sep: ";"
- config_name: b
  data_files: "*.jsonl"
- config_name: c
  data_dir: c
- config_name: d
  data_files: [x.csv, y.csv]
dataset_info:
- config_name: a
  features:
  - name: label
    dtype:
      class_label:
        names:
          0: bad
          "1": good
  - name: answers
    sequence:
    - name: text
      dtype: string
  - name: chat
    list:
    - name: role
      dtype: string
  - name: point
    struct:
    - name: x
      dtype: float32
  - name: ids
    sequence: int32
  - name: picture
    dtype: image
  splits:
  - name: train
    num_bytes: 100
    num_examples: 3
  download_size: 10
  dataset_size: 100`,
  ],
  [
    "a space",
    "space",
    `title: My demo
emoji: 🚀
colorFrom: indigo
colorTo: gray
sdk: gradio
sdk_version: 6.1.0
app_file: app.py
pinned: false
short_description: It does a thing
models: [ada/model]
datasets: [ada/data]
hf_oauth: true
custom_headers:
  cross-origin-opener-policy: same-origin
license: mit`,
  ],
];

describe("validateCard", () => {
  it.each(published)("has nothing to say about %s", (_, type, yaml) => {
    expect(validateCard(`---\n${yaml}\n---\n`, type)).toEqual(clean);
  });

  it("knows every task, finer task and library of the Hub", () => {
    for (const task of PIPELINE_TYPES) {
      expect(check(`pipeline_tag: ${task}`), task).toEqual(clean);
      expect(check(`task_categories: [${task}]`, "dataset"), task).toEqual(clean);
    }
    for (const library of ALL_MODEL_LIBRARY_KEYS)
      expect(check(`library_name: "${library}"`), library).toEqual(clean);
    expect(check(`task_ids: [${SUBTASK_TYPES.join(", ")}]`, "dataset")).toEqual(clean);
    for (const license of licenses)
      if (license !== "other") expect(check(`license: ${license}`), license).toEqual(clean);
  });

  it("answers as the Hub does, with the place of what is wrong", () => {
    const text =
      "\n---\nlanguage: en\nmodel-index:\n- name: x\n  results:\n  - task: {}\n    metrics: []\n---\n";
    expect(validateCard(text, "model").errors).toEqual([
      {
        type: "error",
        message: 'line 7, column 11: "model-index[0].results[0].task.type": text expected',
        line: 7,
        column: 11,
        path: ["model-index", 0, "results", 0, "task", "type"],
      },
    ]);
  });

  it.each<[RepoType, string, string]>([
    ["model", "license: MIT", '"license": a license id of the Hub'],
    ["model", "license: [mit, foo]", '"license[1]": a license id'],
    ["model", "language: english", '"language": a code of ISO 639'],
    ["model", "language: jp", '"language": a code of ISO 639'],
    ["model", "language: [en, pt-BR]", '"language[1]": a code of ISO 639'],
    ["model", "tags: [a, 1]", '"tags[1]": text expected: 1'],
    ["model", "tags: a", '"tags": a list expected: "a"'],
    ["model", "datasets: [null]", '"datasets[0]": text expected: null'],
    ["model", "base_model: ../base", '"base_model": a repository id'],
    ["model", "base_model: /srv/checkpoint-500", '"base_model": a repository id'],
    ["model", "base_model: ada/b\nbase_model_relation: child", "one of adapter, merge, quantized, finetune"],
    ["model", "model-index: nothing", '"model-index": a list expected'],
    ["model", "model-index:\n- name: x", '"model-index[0].results": a list expected'],
    ["model", "widget: [a]", '"widget[0]": a mapping expected'],
    ["model", "inference: {parameters: 1}", '"inference.parameters": a mapping expected: 1'],
    ["model", "extra_gated_fields: { Name: long text }", '"extra_gated_fields.Name"'],
    ["model", "co2_eq_emissions: { source: x }", '"co2_eq_emissions.emissions": a number expected'],
    ["dataset", "viewer: no way", '"viewer": true or false expected'],
    ["dataset", "configs: [{ data_files: x }]", '"configs[0].config_name": text expected'],
    [
      "dataset",
      "configs: [{ config_name: x, data_files: [{ split: train }] }]",
      '"configs[0].data_files[0].path"',
    ],
    ["dataset", "dataset_info: { splits: [{ name: train, num_examples: many }] }", "num_examples"],
    ["dataset", "dataset_info: { features: { a: string } }", '"dataset_info.features": a list expected'],
    ["space", "sdk: gradio\ncolorFrom: teal", '"colorFrom": one of red, yellow'],
    ["space", "sdk: shiny", '"sdk": one of gradio'],
    ["space", 'sdk: docker\napp_port: "7860"', '"app_port": a number expected: "7860"'],
    ["space", `sdk: static\nshort_description: ${"x".repeat(61)}`, "at most 60 characters"],
  ])("refuses in a %s card %j", (type, yaml, message) => {
    const { errors } = check(yaml, type);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });

  it.each<[RepoType, string, string]>([
    ["model", "pipeline_tag: text-clasification", 'perhaps "text-classification"'],
    ["model", "library_name: transformer.js", 'perhaps "transformers.js"'],
    ["model", "licence: mit", "perhaps license is meant"],
    ["model", "languages: en", "perhaps language is meant"],
    ["model", "pipeline-tag: fill-mask", "perhaps pipeline_tag is meant"],
    ["model", "model_index: []", "perhaps model-index is meant"],
    ["model", "task_categories: [fill-mask]", "a key of a model card expected, not of a dataset card"],
    ["model", "license: other", "a license_name beside other"],
    ["model", "license: mit\nlicense_name: x", "license: other expected"],
    ["model", "base_model_relation: merge", "a base_model beside it"],
    ["model", "license:", "a value expected, or no key"],
    ["model", "language: no", "quotes expected"],
    ["model", "datasets: [my data]", "a repository id"],
    ["model", "license: !mine mit", "tag"],
    ["dataset", "task_categories: [text-clasification]", 'perhaps "text-classification"'],
    ["dataset", "task_ids: [extractive_qa]", 'perhaps "extractive-qa"'],
    ["dataset", "size_categories: [1k<n<10k]", 'perhaps "1K<n<10K"'],
    ["dataset", "annotations_creators: [robots]", "a word of the Hub"],
    ["dataset", "configs: [{ config_name: a }, { config_name: a }]", "another name"],
    [
      "dataset",
      "configs: [{ config_name: a, default: true }, { config_name: b, default: true }]",
      "one default",
    ],
    ["space", "title: x", "without which nothing is run"],
  ])("warns in a %s card of %j", (type, yaml, message) => {
    const { errors, warnings } = check(yaml, type);
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(message);
  });

  it("warns of metadata that is missing, empty or not closed, and of a byte order mark", () => {
    const warnings = (text: string) => validateCard(text, "model").warnings.map(({ message }) => message);
    expect(warnings("# Title")).toEqual([expect.stringContaining("empty or missing")]);
    expect(warnings("---\n\n---\n")).toEqual([expect.stringContaining("empty or missing")]);
    expect(warnings("---\nlicense: mit\n")).toEqual([expect.stringContaining("ends nowhere")]);
    expect(warnings("\uFEFF---\nlicense: mit\n---\n")).toEqual([expect.stringContaining("byte order mark")]);
  });

  it("says where YAML cannot be read", () => {
    const [error] = validateCard("---\nlicense: mit\ntags: [a\n---\n", "model").errors;
    expect(error).toMatchObject({ type: "error", path: [] });
    expect(error?.line).toBeGreaterThanOrEqual(3);
    expect(validateCard("---\n- a\n---\n", "model").errors).toHaveLength(1);
  });

  it("finds what is wrong behind an alias", () => {
    const { errors } = validateCard("---\na: &x [1]\ntags: *x\n---\n", "model");
    expect(errors).toMatchObject([{ line: 2, path: ["tags", 0] }]);
  });

  it("takes the cards of this project's datasets", async () => {
    const folder = join(import.meta.dirname, "../../../../datasets");
    const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(names.length).toBeGreaterThan(10);
    for (const { name } of names) {
      const text = await readFile(join(folder, name, "README.md"), "utf8");
      expect(validateCard(text, "dataset"), name).toEqual(clean);
    }
  });
});
