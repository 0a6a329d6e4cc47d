import { type ProgressState, progressHtml, progressText } from "./progress-view.ts";
import { kernelPublisher } from "./publisher.ts";

/** Draws the state, or leaves it for later; says whether it drew. The first and the final state are always drawn. */
export type ProgressOutput = (state: ProgressState) => boolean;

const redrawMilliseconds = 100;

/** Where progress goes: one cell output that is updated, one terminal line that is redrawn, or a few lines of a log. */
export function progressOutput(): ProgressOutput {
  const kernel = kernelPublisher();
  if (kernel) {
    const displayId = crypto.randomUUID();
    return throttled((state, first) => {
      const bundle = { "text/plain": progressText(state), "text/html": progressHtml(state).markup };
      // Times differ from run to run: whoever compares outputs is told to leave this one out.
      kernel.display(bundle, { displayId, update: !first, metadata: { course: { volatile: true } } });
    });
  }
  if (process.stdout.isTTY) {
    return throttled((state) => {
      process.stdout.write(`\r${progressText(state)}\x1b[K${state.status === "running" ? "" : "\n"}`);
    });
  }
  return quarterly((state) => process.stdout.write(`${progressText(state)}\n`));
}

function throttled(draw: (state: ProgressState, first: boolean) => void): ProgressOutput {
  let last = Number.NEGATIVE_INFINITY;
  return (state) => {
    const now = performance.now();
    if (state.status === "running" && now - last < redrawMilliseconds) return false;
    draw(state, last === Number.NEGATIVE_INFINITY);
    last = now;
    return true;
  };
}

/** Lines at 0, 25, 50 and 75 %, and one at the end. */
function quarterly(draw: (state: ProgressState) => void): ProgressOutput {
  let drawn = -1;
  return (state) => {
    const { completed, total, status } = state;
    const quarter = total ? Math.floor((completed / total) * 4) : 0;
    if (status === "running" && (quarter <= drawn || quarter >= 4)) return false;
    draw(state);
    drawn = quarter;
    return true;
  };
}
