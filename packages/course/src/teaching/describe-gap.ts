/** What can be guessed: a number, a yes or no, or a word. */
export type Guess = number | boolean | string;

const write = (value: Guess): string =>
  typeof value === "number"
    ? value.toLocaleString("en", { maximumFractionDigits: decimals(value) })
    : String(value);

/** So that four digits are seen, and never fewer than stand before the point. */
const decimals = (value: number): number =>
  value === 0 ? 0 : Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));

/**
 * How far a guess is from what came out, in a sentence.
 *
 * @param unit of a number, such as "tokens"
 */
export function describeGap(guess: Guess | undefined, actual: Guess, unit = ""): string {
  const of = (value: Guess) => `${write(value)}${unit && ` ${unit}`}`;
  if (guess === undefined) return `It is ${of(actual)}. You made no guess.`;
  if (typeof guess !== "number" || typeof actual !== "number") {
    const right = String(guess).trim().toLowerCase() === String(actual).trim().toLowerCase();
    return right
      ? `You guessed ${of(guess)}, and so it is.`
      : `You guessed ${of(guess)}. It is ${of(actual)}.`;
  }
  if (guess === actual) return `You guessed ${of(guess)}, and so it is.`;
  const direction = guess < actual ? "too low" : "too high";
  return `You guessed ${of(guess)}. It is ${of(actual)}: you were ${by(guess, actual, unit)} ${direction}.`;
}

/** As a factor where the two differ by more than twice, else as a difference. */
function by(guess: number, actual: number, unit: string): string {
  const [small, large] = [Math.abs(guess), Math.abs(actual)].sort((a, b) => a - b) as [number, number];
  if (guess * actual > 0 && large > 2 * small) return `a factor of ${write(large / small)}`;
  return `${write(Math.abs(guess - actual))}${unit && ` ${unit}`}`;
}
