/** A token after the text of its parent. */
export interface BeamNode {
  /** The place in the list of nodes of what it follows; −1 after the prompt. Parents stand before their children. */
  readonly parent: number;
  /** From 1. */
  readonly step: number;
  readonly token: string;
  /** The sum of the log probabilities from the first new token to this one. */
  readonly score: number;
  /** Whether the search went on from here, did not, or found a whole sequence here. */
  readonly state: "beam" | "pruned" | "finished";
  /** Of a finished one, its score with the length penalty. */
  readonly finalScore?: number;
}

/** A beam search with all that it considered. */
export interface BeamRun {
  readonly numBeams: number;
  readonly prompt: string;
  readonly nodes: readonly BeamNode[];
  /** The place of the last token of the best sequence. */
  readonly best: number;
}

/** The nodes from the first token to a node. */
export function pathTo({ nodes }: BeamRun, place: number): number[] {
  const path: number[] = [];
  for (let at = place; at >= 0; at = nodes[at]?.parent ?? -1) path.unshift(at);
  return path;
}

/** What the tokens from the first to a node spell. */
export function textTo(run: BeamRun, place: number): string {
  return pathTo(run, place)
    .map((at) => run.nodes[at]?.token ?? "")
    .join("");
}

export function stepsOf({ nodes }: BeamRun): number {
  return nodes.reduce((most, { step }) => Math.max(most, step), 0);
}

/** What has become of a node when so many steps are done. */
export function fateAt(
  { nodes }: BeamRun,
  place: number,
  step: number,
): "running" | "left" | "pruned" | "finished" {
  const node = nodes[place];
  if (node?.state !== "beam") return node?.state === "finished" ? "finished" : "pruned";
  if (node.step === step) return "running";
  // A beam is left when none of the tokens after it was chosen.
  return nodes.some(({ parent, state }) => parent === place && state !== "pruned") ? "running" : "left";
}
