import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { type PagedServer, type PagedServerOptions, pagedServer, patience } from "./paged-server.ts";

export type Answer = (url: string, token?: string) => Promise<object[]>;

const page = (start: number, count: number) => Array.from({ length: count }, (_, i) => ({ id: start + i }));

export const followPages = defineExercise<Answer>({
  id: "5.5.1",
  title: "Page after page",
  prompt: `A service gives its items in pages. Write \`collect(url, token)\`: all items, in their order, as one list.

- Each page is JSON, a list. Its \`Link\` header names other pages; the one with \`rel="next"\` is the next, and where there is none
  it was the last. Do not guess addresses: they are not numbered.
- With a \`token\`, every request has \`authorization: Bearer …\`; without one there is no such header.
- 403 or 429 means "too often": wait as many seconds as \`retry-after\` says, and ask for the **same** page again.
- Any other status that is not \`ok\` is an error: throw it, a list with a hole is worse than none.

\`\`\`ts
await collect("http://127.0.0.1:49152/items"); // [{ id: 1 }, { id: 2 }, …]
\`\`\``,
  hints: [
    "Section 5.5 has a generator, `pages`, that does nearly this.",
    '`/<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1]` is the address of the next page, or `undefined`.',
    '`await setTimeout(1000 * Number(response.headers.get("retry-after")))` of `node:timers/promises` waits; then `continue` without a new address.',
  ],
  solution: "notebooks/solutions/05/follow-pages.ts",
  async check(answer) {
    mustBeFunction(answer, "async (url, token) => items");
    const pages = [page(1, 3), page(4, 1), [], page(5, 2)];
    const items = pages.flat();
    const collect = async (
      options: PagedServerOptions,
      token?: string,
    ): Promise<[unknown, PagedServer["seen"]]> => {
      await using server = await pagedServer(options);
      const call = token === undefined ? "answer(url)" : `answer(url, "${token}")`;
      try {
        return [await attempt(call, () => answer(server.url, token)), server.seen];
      } catch (error) {
        throw reasonFor(server.seen, call) ?? error;
      }
    };
    const [one] = await collect({ pages: [page(7, 2)] });
    expectSame(one, page(7, 2), "A service with a single page sends no `Link` at all.");
    const [all, seen] = await collect({ pages });
    expectSame(all, items, 'Four pages, one of them empty, lead to each other by `rel="next"`.');
    expectSame(seen.requests, 4, "Each page is asked for once. The number of requests is another:");
    expectSame(
      seen.authorization,
      [undefined, undefined, undefined, undefined],
      "Without a token no request has `authorization`.",
    );
    const [withToken] = await collect({ pages, token: "t0ken" }, "t0ken");
    expectSame(withToken, items, "Every request, also for the pages after the first, needs the token.");
    await mustThrow(answer, { pages, brokenAt: 1 });
    const waits = new Map([
      [1, 429],
      [3, 403],
    ] as const);
    const [waited, { tooSoon, requests }] = await collect({ pages, waits });
    if (tooSoon > 0) throw reasonFor({ tooSoon, requests }, "answer(url)");
    expectSame(
      waited,
      items,
      "After a 429 or 403 the same page is asked for again, and what it said then was no page.",
    );
    expectSame(requests, 6, "Four pages, a 429 and a 403 are six requests. Their number is another:");
  },
});

/** Where the service knows better than the error what went wrong. */
function reasonFor(
  { tooSoon, requests }: { tooSoon: number; requests: number },
  call: string,
): WrongAnswer | undefined {
  if (tooSoon > 0)
    return new WrongAnswer(
      "The service answered 429 or 403 and `retry-after: 1`, and was asked again before that second was over.",
    );
  if (requests > patience)
    return new WrongAnswer(
      `\`${call}\` has asked ${patience} times for four pages. Does it go to and fro, or ask for an address that it made up?`,
    );
  return undefined;
}

async function mustThrow(answer: Answer, options: PagedServerOptions): Promise<void> {
  await using server = await pagedServer(options);
  let given: unknown;
  try {
    given = await answer(server.url);
  } catch {
    return;
  }
  throw new WrongAnswer(
    `The second page came with status 500, and no error was thrown; given were ${Array.isArray(given) ? given.length : "no"} items.`,
  );
}
