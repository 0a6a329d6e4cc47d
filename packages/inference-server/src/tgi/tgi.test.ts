import { InferenceClient } from "@huggingface/inference";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { referenceAnswer } from "../../test/reference-answer.ts";
import { openModel, type ServedModel, startInferenceServer } from "../index.ts";

let model: ServedModel;
let server: Awaited<ReturnType<typeof startInferenceServer>>;
let client: ReturnType<InferenceClient["endpoint"]>;
beforeAll(async () => {
  model = await openModel("llm-course/english");
  server = await startInferenceServer({ models: [model] });
  client = new InferenceClient().endpoint(server.url);
});
afterAll(async () => {
  await server.close({ timeout: 0 });
  await model[Symbol.asyncDispose]();
});

const inputs = "Once upon a time";
const parameters = { max_new_tokens: 24 };

interface Answer {
  generated_text: string;
  details: {
    finish_reason: string;
    generated_tokens: number;
    seed: number | null;
    tokens: { id: number; text: string; logprob: number; special: boolean }[];
    top_tokens?: { logprob: number }[][];
  };
}

async function generate(more: object = {}, path = "/generate"): Promise<Answer> {
  const answer = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs, parameters: { ...parameters, ...more } }),
  });
  expect(answer.status).toBe(200);
  return answer.json() as Promise<Answer>;
}

test("the client of Hugging Face continues a text, by OpenAI's protocol", async () => {
  const given = { inputs, parameters: { ...parameters, temperature: 0 } };
  const { generated_text: text } = await client.textGeneration(given);
  expect(text.length).toBeGreaterThan(10);
  expect(text).toBe((await generate()).generated_text);
});

interface Piece {
  index: number;
  token: { text: string };
  generated_text: string | null;
  details: object | null;
}

test("a stream has the tokens of the text, and the text at its end", async () => {
  const { generated_text: whole } = await generate();
  const pieces: Piece[] = [];
  // It says that this way to ask will go one day.
  vi.spyOn(console, "warn").mockReturnValue();
  const stream = new InferenceClient().streamingRequest({ endpointUrl: server.url, inputs, parameters });
  for await (const piece of stream) pieces.push(piece as Piece);
  expect(pieces).toHaveLength(24);
  expect(pieces.map(({ token }) => token.text).join("")).toBe(whole);
  expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, i) => i + 1));
  expect(pieces.slice(0, -1).every(({ generated_text: text }) => text === null)).toBe(true);
  expect(pieces.at(-1)).toMatchObject({
    generated_text: whole,
    details: { finish_reason: "length", generated_tokens: 24 },
  });
  const answer = await fetch(`${server.url}/generate_stream`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs, parameters }),
  });
  const events = (await answer.text()).split("\n\n").filter(Boolean);
  expect(events.map((event) => JSON.parse(event.replace(/^data:/, "")))).toEqual(pieces);
});

test("its chats are those of OpenAI's protocol, streamed or not", async () => {
  await using chat = await openModel("llm-course/chat");
  await using chats = await startInferenceServer({ models: [chat] });
  const endpoint = new InferenceClient().endpoint(chats.url);
  const messages = [{ role: "user", content: "Hello!" }];
  // It names no model, and sends the address in its place.
  const answer = await endpoint.chatCompletion({ messages, max_tokens: 40, temperature: 0 });
  const { checkpoint } = await import("@llm-course/hub");
  const { text } = await referenceAnswer((await checkpoint("llm-course/chat")).path, messages, 40);
  expect(answer.choices[0]?.message.content).toBe(text);
  let streamed = "";
  for await (const { choices } of endpoint.chatCompletionStream({ messages, max_tokens: 40, temperature: 0 }))
    streamed += choices[0]?.delta.content ?? "";
  expect(streamed).toBe(text);
});

test("details have each token with its log probability, and the likeliest in its place", async () => {
  const { generated_text: text, details } = await generate({ top_n_tokens: 3 });
  expect(details).toMatchObject({ finish_reason: "length", generated_tokens: 24, seed: null });
  expect(details.tokens.map((token) => token.text).join("")).toBe(text);
  for (const [i, token] of details.tokens.entries()) {
    const top = details.top_tokens?.[i] ?? [];
    expect(top).toHaveLength(3);
    expect(top[0]?.logprob).toBe(token.logprob);
  }
  expect((await generate({ details: false })).details).toBeUndefined();
});

test("a stop is the end of the text and a part of it", async () => {
  const { generated_text: whole } = await generate();
  const stop = whole.slice(8, 12);
  const { generated_text: text, details } = await generate({ stop: [stop] });
  expect(text).toBe(whole.slice(0, whole.indexOf(stop) + 4));
  expect(details.finish_reason).toBe("stop_sequence");
});

test("the prompt may be shortened, and repeated", async () => {
  const { generated_text: whole } = await generate();
  expect((await generate({ return_full_text: true })).generated_text).toBe(inputs + whole);
  const cut = await generate({ truncate: 1 });
  const [last] = (await model.tokenizer.encode(inputs, true)).slice(-1);
  const { generated_text: expected } = await client.textGeneration({
    inputs: model.tokenizer.decode([last as number], false),
    parameters: { ...parameters, temperature: 0 },
  });
  expect(cut.generated_text).toBe(expected);
});

test("a seed draws the same text again", async () => {
  const drawn = { do_sample: true, temperature: 1.4, top_k: 50, top_p: 0.95, seed: 3 };
  const first = await generate(drawn);
  expect(first.details.seed).toBe(3);
  expect((await generate(drawn)).generated_text).toBe(first.generated_text);
  expect((await generate({ ...drawn, seed: 4 })).generated_text).not.toBe(first.generated_text);
  // A parameter of sampling says that there is to be some.
  expect((await generate({ ...drawn, do_sample: false })).generated_text).toBe(first.generated_text);
});

test("the root answers with a list, or a stream", async () => {
  const list = (await generate({}, "/")) as unknown as Answer[];
  expect(list).toHaveLength(1);
  expect(list[0]?.generated_text).toBe((await generate()).generated_text);
});

test("health and facts", async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect(await (await fetch(`${server.url}/info`)).json()).toMatchObject({
    model_id: "llm-course/english",
    max_total_tokens: model.maxLength,
  });
});

test.each<[string, object, RegExp]>([
  ["an empty prompt", { inputs: "" }, /not empty/],
  ["an unknown parameter", { inputs, parameters: { temprature: 1 } }, /temprature/],
  ["a temperature of 0", { inputs, parameters: { temperature: 0 } }, /temperature/],
  ["several answers", { inputs, parameters: { best_of: 2 } }, /best_of/],
  [
    "the prompt's details",
    { inputs, parameters: { decoder_input_details: true } },
    /leave decoder_input_details/,
  ],
  ["a watermark", { inputs, parameters: { watermark: true } }, /leave watermark/],
  ["more than the context", { inputs, parameters: { max_new_tokens: 100_000 } }, /100000/],
])("a wrong request is told so: %s", async (_, body, message) => {
  const answer = await fetch(`${server.url}/generate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([400, 422]).toContain(answer.status);
  expect(await answer.json()).toEqual({ error: expect.stringMatching(message), error_type: "validation" });
});

test("malformed and oversized JSON, and foreign pages, are refused", async () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/generate`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    }).then(({ status }) => status);
  expect(await post("{")).toBe(400);
  expect(await post(`{"inputs":"${"x".repeat(11 * 2 ** 20)}"}`)).toBe(413);
  expect(await post(JSON.stringify({ inputs }), { origin: "http://evil.example" })).toBe(403);
  expect(await post(JSON.stringify({ inputs }), { "content-type": "text/plain" })).toBe(415);
});
