/** One token in one window, and how many tokens it has before and behind it there. */
interface Place {
  readonly window: number;
  readonly token: number;
  readonly context: number;
}

/**
 * Overlapping windows of one text show some tokens twice. Each is taken from the window where it has more around it: where
 * the smaller one of the numbers of tokens before and behind it is larger.
 *
 * @param windows for each token, what is the same in all windows, as its offset; null for special tokens
 * @returns in the text's order, in which window each token is and where
 */
export function widestContexts(windows: readonly (readonly (number | null)[])[]): Place[] {
  const best = new Map<number, Place>();
  for (const [window, keys] of windows.entries())
    for (const [token, key] of keys.entries()) {
      if (key === null) continue;
      const context = Math.min(token, keys.length - 1 - token);
      if (context > (best.get(key)?.context ?? -1)) best.set(key, { window, token, context });
    }
  return [...best].sort(([a], [b]) => a - b).map(([, place]) => place);
}
