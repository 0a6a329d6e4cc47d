import { AutoModelForCausalLM, env, pipeline } from "@huggingface/transformers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { checkpoint } from "../src/checkpoint.ts";
import { HubServer } from "./hub-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tinyClassifier } from "./tiny-classifier.ts";

async function download(config: Record<string, unknown>) {
  const hub = await HubServer.start();
  const folder = await temporaryFolder();
  const revision = hub.commit("course/tiny", await tinyClassifier(config));
  const got = await checkpoint("course/tiny", {
    ...{
      profile: "hub",
      revision,
      endpoint: hub.endpoint,
      cacheDir: folder.path,
      token: null,
      localFilesOnly: false,
    },
  });
  return {
    path: got.path,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const outside = vi.fn(async () => Promise.reject(new Error("transformers.js went to the network")));

beforeEach(() => {
  env.fetch = outside as typeof env.fetch;
  outside.mockClear();
});

describe("transformers.js on the path of a checkpoint", () => {
  it("loads the folder, its links into the blobs and the weights beside the graph", async () => {
    const bert = {
      model_type: "bert",
      architectures: ["BertForSequenceClassification"],
      id2label: { 0: "NEGATIVE", 1: "POSITIVE" },
    };
    await using folder = await download(bert);
    const classify = await pipeline("text-classification", folder.path, { local_files_only: true });
    // Rows 3, 4: mean logits (-(6 + 8) / 2, (7 + 9) / 2) = (-7, 8); softmax of them.
    const score = 1 / (1 + Math.exp(-15));
    expect(await classify("are happy")).toEqual([{ label: "POSITIVE", score: expect.closeTo(score, 6) }]);
    await classify.dispose();
    expect(outside).not.toHaveBeenCalled();
  });

  it("needs local_files_only where a repository lacks an optional file", async () => {
    const gpt2 = { model_type: "gpt2", architectures: ["GPT2LMHeadModel"], n_head: 1, n_layer: 1, n_embd: 2 };
    await using folder = await download(gpt2);
    await expect(AutoModelForCausalLM.from_pretrained(folder.path)).rejects.toThrow(
      /generation_config\.json/,
    );
    const model = await AutoModelForCausalLM.from_pretrained(folder.path, { local_files_only: true });
    await model.dispose();
    expect(outside).not.toHaveBeenCalled();
  });
});
