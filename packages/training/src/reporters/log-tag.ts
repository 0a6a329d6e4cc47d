/** The tag of a logged number, grouped as Hugging Face's reporters do: "eval/loss", "test/loss", and "train/loss". */
export function logTag(name: string): string {
  const [, group, rest] = /^(eval|test)_(.+)$/.exec(name) ?? [];
  return group ? `${group}/${rest}` : `train/${name}`;
}
