import { expect, test } from "vitest";
import { archiveServer } from "./archive-server.ts";
import { mailThreads, type Thread } from "./mail-threads.ts";
import { visibleText } from "./visible-text.ts";

test("threads have no addresses, quotes or signatures, and answers come after questions", async () => {
  const threads = await mailThreads();
  expect(threads.length).toBeGreaterThan(500);
  expect(threads.map(({ number }) => number)).toEqual(threads.map((_, i) => i + 1));
  const answered = threads.filter(({ comments }) => comments.length > 0);
  expect(answered.length).toBeGreaterThan(200);
  for (const { created_at, last_reply_at, comments, body, title } of threads) {
    for (const text of [title, body, ...comments.map((comment) => comment.body)])
      expect(text).not.toMatch(/\w@\w+\.\w|^>/m);
    for (const comment of comments) expect(comment.created_at >= created_at).toBe(true);
    if (comments.length > 0) expect(last_reply_at).not.toBeNull();
  }
  expect(await mailThreads()).toEqual(threads);
}, 60_000);

test("what is not somebody's own words goes", () => {
  const mail =
    "Hi,\r\n\r\nOn Monday Ann wrote:\r\n> old\r\n> words\r\n\r\nask ann@example.org\r\n-- \r\nBob\r\n";
  expect(visibleText(mail)).toBe("Hi,\n\nask [address]");
});

const threads = Array.from(
  { length: 250 },
  (_, i): Thread => ({
    ...{
      number: i + 1,
      list: "l",
      title: `t${i}`,
      user: "u",
      body: "b",
      created_at: "2002-01-01T00:00:00.000Z",
    },
    ...{
      last_reply_at: null,
      in_reply_to: null,
      comments: i % 2 ? [{ user: "v", created_at: "", body: "c" }] : [],
    },
  }),
);

test("pages lead to each other, and the last one to none", async () => {
  await using server = await archiveServer(threads);
  const numbers: number[] = [];
  let next: string | undefined = `${server.url}/threads?per_page=100`;
  while (next) {
    const response: Response = await fetch(next);
    for (const { number } of (await response.json()) as { number: number }[]) numbers.push(number);
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  expect(numbers).toEqual(threads.map(({ number }) => number));
  const [first] = (await (await fetch(`${server.url}/threads/2/comments`)).json()) as { body: string }[];
  expect(first?.body).toBe("c");
});

test("who asks too often is told when to come back; a token allows more", async () => {
  await using server = await archiveServer(threads, { limit: 2, limitWithToken: 5, window: 60 });
  const ask = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/threads`, { headers });
    return [
      response.status,
      response.headers.get("x-ratelimit-remaining"),
      response.headers.has("retry-after"),
    ];
  };
  expect([await ask(), await ask(), await ask()]).toEqual([
    [200, "1", false],
    [200, "0", false],
    [403, "0", true],
  ]);
  expect((await ask({ authorization: "Bearer x" }))[0]).toBe(200);
});

test.each([
  ["POST", "/threads", 405],
  ["GET", "/", 404],
  ["GET", "/threads/0/comments", 404],
  ["GET", "/threads/999999999/comments", 404],
  ["GET", "/../etc/passwd", 404],
  ["GET", "/threads?page=-1&per_page=1e9", 200],
])("%s %s is answered with %d", async (method, path, status) => {
  await using server = await archiveServer(threads);
  expect((await fetch(server.url + path, { method })).status).toBe(status);
});
