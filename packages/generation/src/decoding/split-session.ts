import type { ModelProto } from "@llm-course/onnx";
import {
  type GraphSession,
  graphSession,
  isFirstStep,
  type Tensors,
  type ValueMetadata,
} from "./graph-session.ts";
import { openSession } from "./open-session.ts";

/**
 * Opens two graphs that stand for one: Optimum's `decoder_model.onnx` reads what comes first and makes the cache, and
 * `decoder_with_past_model.onnx` reads what follows.
 */
export async function openSplit(
  firstModel: ModelProto | string,
  nextModel: ModelProto | string,
): Promise<GraphSession> {
  const first = graphSession(await openSession(firstModel));
  const next = await openSession(nextModel).then(graphSession, async (error: unknown) => {
    await first.release();
    throw error;
  });
  return {
    inputMetadata: union(next.inputMetadata, first.inputMetadata),
    outputMetadata: union(first.outputMetadata, next.outputMetadata),
    run: (feeds: Tensors, outputs: readonly string[]) =>
      (isFirstStep(feeds) ? first : next).run(feeds, outputs),
    release: async () => {
      await first.release();
      await next.release();
    },
  };
}

function union(one: readonly ValueMetadata[], other: readonly ValueMetadata[]): ValueMetadata[] {
  const names = new Set(one.map(({ name }) => name));
  return [...one, ...other.filter(({ name }) => !names.has(name))];
}
