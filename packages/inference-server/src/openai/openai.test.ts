import { checkpoint } from "@llm-course/hub";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { referenceAnswer } from "../../test/reference-answer.ts";
import { type ZooServer, zooServer } from "../../test/zoo-server.ts";

let served: ZooServer;
let client: OpenAI;
beforeAll(async () => {
  served = await zooServer();
  client = new OpenAI({ baseURL: `${served.server.url}/v1`, apiKey: "none", maxRetries: 0 });
});
afterAll(() => served[Symbol.asyncDispose]());

const model = "llm-course/chat";
const hello = [{ role: "user" as const, content: "Hello!" }];
const greedy = { model, messages: hello, temperature: 0, max_tokens: 40 };
const story = { model: "llm-course/english", prompt: "Once upon a time", temperature: 0, max_tokens: 24 };

test("models are listed, and one is found by its name", async () => {
  const { data } = await client.models.list();
  expect(data.map(({ id }) => id)).toEqual([model, "llm-course/english"]);
  expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: "model" });
});

test("a chat is answered as transformers.js answers it", async () => {
  const { path } = await checkpoint(model);
  for (const content of ["Hello!", "What is your name?", "Tell me a joke."]) {
    const messages = [{ role: "user" as const, content }];
    const answer = await client.chat.completions.create({ ...greedy, messages });
    const { text, completionTokens } = await referenceAnswer(path, messages, 40);
    expect(answer.choices[0]?.message).toMatchObject({ role: "assistant", content: text });
    expect(answer.usage?.completion_tokens).toBe(completionTokens);
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + completionTokens);
    expect(answer.choices[0]?.finish_reason).toBe("stop");
  }
});

test("a stream has the same text, its end, and usage where it was asked for", async () => {
  const whole = await client.chat.completions.create(greedy);
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create({
    ...greedy,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) chunks.push(chunk);
  const pieces = chunks.map(({ choices }) => choices[0]?.delta.content ?? "");
  expect(pieces.join("")).toBe(whole.choices[0]?.message.content);
  expect(pieces.filter(Boolean).length).toBeGreaterThan(3);
  expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
});

test("the client's own helper puts a stream together", async () => {
  const runner = client.chat.completions.stream({ ...greedy, logprobs: true, top_logprobs: 2 });
  const message = await runner.finalMessage();
  expect(message.content).toBe((await client.chat.completions.create(greedy)).choices[0]?.message.content);
});

test("an answer ends before a stop string, wherever tokens end in it", async () => {
  const text = (await client.completions.create(story)).choices[0]?.text ?? "";
  const stop = text.slice(9, 14);
  const stopped = await client.completions.create({ ...story, stop: [stop, "never there"] });
  expect(stopped.choices[0]).toMatchObject({
    text: text.slice(0, text.indexOf(stop)),
    finish_reason: "stop",
  });
  let streamed = "";
  for await (const { choices } of await client.completions.create({ ...story, stop, stream: true }))
    streamed += choices[0]?.text ?? "";
  expect(streamed).toBe(stopped.choices[0]?.text);
});

test("completions take texts, token ids and lists of both, and repeat them for echo", async () => {
  const [one] = (await client.completions.create(story)).choices;
  const ids = await served.english.tokenizer.encode(story.prompt, true);
  const both = await client.completions.create({ ...story, prompt: [ids, ids], n: 2 });
  expect(both.choices.map(({ index, text }) => [index, text])).toEqual(
    [0, 1, 2, 3].map((index) => [index, one?.text]),
  );
  const echoed = await client.completions.create({ ...story, echo: true });
  expect(echoed.choices[0]?.text).toBe(`${story.prompt}${one?.text}`);
  expect((await client.completions.create({ ...story, max_tokens: null })).usage?.completion_tokens).toBe(16);
});

test("an answer that is cut off says so, and one may be made to go on", async () => {
  const cut = await client.chat.completions.create({ ...greedy, max_completion_tokens: 2 });
  expect(cut.choices[0]?.finish_reason).toBe("length");
  expect(cut.usage?.completion_tokens).toBe(2);
  const on = await client.chat.completions.create({ ...greedy, ignore_eos: true } as typeof greedy);
  expect(on.usage?.completion_tokens).toBe(40);
  const least = await client.chat.completions.create({ ...greedy, min_tokens: 30 } as typeof greedy);
  expect(least.usage?.completion_tokens).toBeGreaterThanOrEqual(30);
});

test("a seed draws the same answers again, and several that differ", async () => {
  const drawn = { ...greedy, temperature: 1.5, seed: 7, n: 3 };
  const texts = async (more = {}) =>
    (await client.chat.completions.create({ ...drawn, ...more })).choices.map(
      ({ message }) => message.content,
    );
  const first = await texts();
  expect(await texts()).toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(1);
  expect(await texts({ seed: 8 })).not.toEqual(first);
  expect(await texts({ seed: -1 })).toHaveLength(3);
});

test("sampling options arrive at the engine", async () => {
  const greedyText = (await client.completions.create(story)).choices[0]?.text;
  const text = async (more: object) =>
    (await client.completions.create({ ...story, ...more } as typeof story)).choices[0]?.text ?? "";
  // Only the likeliest token is left of each.
  for (const only of [{ top_k: 1 }, { top_p: 1e-6 }, { min_p: 1 }])
    expect(await text({ temperature: 1.7, seed: 1, ...only })).toBe(greedyText);
  for (const other of [
    { repetition_penalty: 5 },
    { presence_penalty: 2 },
    { frequency_penalty: 2 },
    { no_repeat_ngram_size: 1 },
  ])
    expect([other, await text({ max_tokens: 60, ...other })]).not.toEqual([
      other,
      await text({ max_tokens: 60 }),
    ]);
  const [first = 0] = await served.english.tokenizer.encode(greedyText ?? "", false);
  const banned = await client.completions.create({ ...story, logit_bias: { [first]: -100 } });
  expect(banned.choices[0]?.text.startsWith((greedyText ?? "").slice(0, 3))).toBe(false);
  const [special] = await served.english.tokenizer.encode("<|endoftext|>", true);
  const kept = await text({ logit_bias: { [String(special)]: 100 }, skip_special_tokens: false });
  expect(kept).toContain("<|endoftext|>");
});

test("log probabilities are those of the tokens, the likeliest first", async () => {
  const chat = await client.chat.completions.create({ ...greedy, logprobs: true, top_logprobs: 3 });
  const content = chat.choices[0]?.logprobs?.content ?? [];
  expect(content).toHaveLength(chat.usage?.completion_tokens ?? 0);
  for (const { token, logprob, top_logprobs: top } of content) {
    expect(top.map((entry) => entry.logprob)).toEqual(
      top.map((entry) => entry.logprob).toSorted((a, b) => b - a),
    );
    expect(top[0]).toMatchObject({ token, logprob });
    expect(Math.exp(logprob)).toBeLessThanOrEqual(1);
  }
  const { choices } = await client.completions.create({ ...story, logprobs: 2 });
  const { tokens, token_logprobs: logprobs, text_offset: offsets } = choices[0]?.logprobs ?? {};
  expect(tokens?.join("")).toBe(choices[0]?.text);
  expect(logprobs).toHaveLength(24);
  expect(offsets?.[1]).toBe(tokens?.[0]?.length);
});

test.each<[string, object, RegExp, number]>([
  ["no messages", { messages: [] }, /at least one message/, 400],
  ["an unknown role", { messages: [{ role: "wizard", content: "x" }] }, /role/, 400],
  ["an image", { messages: [{ role: "user", content: [{ type: "image_url" }] }] }, /parts of type text/, 400],
  ["an unknown parameter", { max_token: 3 }, /max_token/, 400],
  ["tools, which are not there", { tools: [] }, /tools/, 400],
  ["a temperature out of range", { temperature: 3 }, /temperature/, 400],
  ["a token that does not exist", { logit_bias: { 999999: 1 } }, /999999/, 400],
  ["an unknown model", { model: "llm-course/chad" }, /nearest is llm-course\/chat/, 404],
  ["more than the context", { max_tokens: 100_000 }, /100000/, 400],
])("a wrong request is told so: %s", async (_, more, message, status) => {
  const error = await client.chat.completions
    .create({ ...greedy, ...more } as never)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect((error as InstanceType<typeof OpenAI.APIError>).status).toBe(status);
  expect((error as Error).message).toMatch(message);
});

test("a prompt longer than the context is refused before anything is computed, streamed or not", async () => {
  const messages = [{ role: "user" as const, content: "long ".repeat(5000) }];
  for (const stream of [false, true]) {
    const error = await client.chat.completions
      .create({ ...greedy, messages, stream })
      .catch((thrown) => thrown);
    expect([error.status, error.code]).toEqual([400, "context_length_exceeded"]);
  }
});

test("many clients at once get what each of them gets alone", async () => {
  const prompts = Array.from({ length: 24 }, (_, i) => `${"abcdefghijklmnopqrstuvwxyz".slice(0, i + 1)} and`);
  const ask = async (prompt: string) =>
    (await client.completions.create({ ...story, prompt })).choices[0]?.text;
  const alone: (string | undefined)[] = [];
  for (const prompt of prompts) alone.push(await ask(prompt));
  expect(await Promise.all(prompts.map(ask))).toEqual(alone);
});
