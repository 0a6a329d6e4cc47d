/**
 * Runs some work in which a colleague is quicker: what they do is done after the answer to the `place`-th request of the
 * work has come, from 1, and before the work sees it.
 *
 * @returns whether there was such a request
 */
export async function withQuickerColleague(
  place: number,
  colleague: () => Promise<unknown>,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const send = globalThis.fetch;
  let sent = 0;
  globalThis.fetch = async (...request) => {
    const mine = ++sent;
    const response = await send(...request);
    if (mine === place) await colleague(); // whose own requests have higher numbers
    return response;
  };
  try {
    await work();
    return sent >= place;
  } finally {
    globalThis.fetch = send;
  }
}
