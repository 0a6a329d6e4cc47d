import type { ModelProto } from "onnx-buf";
import { changed } from "../changed.ts";
import { valueInfo } from "../value-info.ts";
import { inFloat32 } from "./in-float32.ts";
import { renamed } from "./renamed.ts";

/**
 * An exported model that reads the weights which are trained as float32 inputs, by the names that they have in training, so
 * that it can be run over the memory in which they are. All else is as it was exported, cache and branches among it, but
 * for half precision, which is float32.
 *
 * @param parameters shapes of what is trained, by name
 * @param parameter the name in training of an initializer of the model. Default: the same
 */
export function withWeightInputs(
  model: ModelProto,
  parameters: ReadonlyMap<string, readonly number[]>,
  parameter: (initializer: string) => string = (name) => name,
): ModelProto {
  const float = inFloat32(model);
  const { graph } = float;
  if (!graph) return float;
  const taken = new Map(
    graph.initializer
      .map(({ name }) => [name, parameter(name)] as const)
      .filter(([, name]) => parameters.has(name)),
  );
  // Models of old versions list initializers as inputs, too.
  const rest = changed(graph, {
    initializer: graph.initializer.filter(({ name }) => !taken.has(name)),
    input: graph.input.filter(({ name }) => !taken.has(name)),
  });
  const inner = renamed(rest, (name) => taken.get(name) ?? name);
  const inputs = [...new Set(taken.values())].map((name) =>
    valueInfo(name, "float32", parameters.get(name) ?? []),
  );
  return changed(float, { graph: changed(inner, { input: [...inner.input, ...inputs] }) });
}
