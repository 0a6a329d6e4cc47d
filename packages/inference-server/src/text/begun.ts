/**
 * Waits for the first value of an iterable, so that what fails before it can still be answered with a status, and gives
 * all of its values.
 */
export async function begun<T>(
  values: AsyncGenerator<T, void, undefined>,
): Promise<AsyncGenerator<T, void, undefined>> {
  const first = await values.next();
  return (async function* () {
    try {
      if (first.done) return;
      yield first.value;
      yield* values;
    } finally {
      await values.return();
    }
  })();
}
