import { afterAll, beforeAll, expect, test } from "vitest";
import { echoServer } from "../../test/echo-server.ts";

let server: Awaited<ReturnType<typeof echoServer>>;
beforeAll(async () => {
  server = await echoServer({ limits: { maxBodyBytes: 100_000 } });
});
afterAll(() => server.close());

async function post(body: string | Uint8Array, type = "application/json") {
  const answer = await fetch(`${server.url}/json`, {
    method: "POST",
    headers: { "content-type": type },
    body: body as never,
  });
  return { status: answer.status, json: JSON.parse(await answer.text()) };
}

test("a body of the schema is given as its type", async () => {
  const sent = { name: 'a "quoted" \\ name: {', extra: [{ a: 1 }, { a: 2 }] };
  for (const type of ["application/json", "application/json; charset=utf-8", "application/problem+json"])
    expect(await post(JSON.stringify(sent), type)).toEqual({ status: 200, json: sent });
});

const nested = (depth: number) => `{"name":"x","extra":${"[".repeat(depth)}${"]".repeat(depth)}}`;

test.each([
  ["malformed", '{"name": ', 400, "invalid_json"],
  ["empty", "", 400, "invalid_json"],
  ["nested too deep", nested(64), 400, "json_too_deep"],
  ["nested so deep that a recursive reader would fall over", nested(40_000), 400, "json_too_deep"],
  ["a key twice", '{"name":"x","name":"y"}', 400, "duplicate_key"],
  ["a key twice, spelled differently", '{"name":"x","n\\u0061me":"y"}', 400, "duplicate_key"],
  ["a key of prototypes", '{"name":"x","__proto__":{"polluted":1}}', 400, "forbidden_key"],
  ["a nested key of prototypes", '{"name":"x","extra":[{"__proto__" : {}}]}', 400, "forbidden_key"],
  ["the same with escapes", '{"name":"x","\\u005f_proto__":{}}', 400, "forbidden_key"],
  ["too large", JSON.stringify({ name: "x".repeat(100_000) }), 413, "body_too_large"],
  ["not of the schema", '{"name":1}', 422, "invalid_body"],
] as const)("a body is refused: %s", async (_, body, status, code) => {
  expect(await post(body)).toMatchObject({ status, json: { error: { code } } });
});

test("brackets and keys inside of strings do not count", async () => {
  const extra = `${"[".repeat(100)} \\" "__proto__": 1 \\`;
  expect((await post(JSON.stringify({ name: "__proto__", extra }))).status).toBe(200);
  expect((await post(nested(63))).status).toBe(200);
});

test("the field that is wrong is named", async () => {
  expect((await post("{}")).json.error.param).toBe("name");
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/json",
])("a form cannot send JSON: %s", async (type) => {
  expect(await post('{"name":"x"}', type)).toMatchObject({ status: 415 });
});

test("bytes that are not UTF-8 are refused", async () => {
  const bytes = new Uint8Array([...Buffer.from('{"name":"'), 0xc3, 0x28, ...Buffer.from('"}')]);
  expect(await post(bytes)).toMatchObject({ status: 400, json: { error: { code: "invalid_utf8" } } });
});

test("constructor and prototype stay keys, and change no other object", async () => {
  const body = '{"name":"x","extra":{"constructor":{"prototype":{"polluted":1}}}}';
  expect((await post(body)).json.extra.constructor).toEqual({ prototype: { polluted: 1 } });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
