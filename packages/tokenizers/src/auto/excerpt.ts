/** A value as JSON, short enough for a message. */
export function excerpt(value: unknown): string {
  if (typeof value === "string" && value.length > 80) return `${JSON.stringify(value.slice(0, 80))}…`;
  const json = JSON.stringify(value, (_, each) => (typeof each === "function" ? "a function" : each));
  const text = json ?? String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** As in `added_tokens[1].content`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}
