import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { differentiate, gradientName } from "./differentiate.ts";

// onnxruntime's ScatterND adds in several threads without looking whether two of them add at one place.
const lookups = {
  Gather: (g: GraphBuilder, table: string, ids: string) => g.add("Gather", [table, ids], { axis: 0 }),
  GatherND: (g: GraphBuilder, table: string, ids: string) =>
    g.add("GatherND", [table, g.add("Unsqueeze", [ids, g.ints([1])])]),
};

test.each(Object.entries(lookups))(
  "%s: a row that is looked up often gets all of its gradient",
  async (_, lookUp) => {
    const [count, columns] = [5000, 64];
    const g = new GraphBuilder("often");
    const table = g.parameter("table", [2, columns]);
    const ids = g.input("ids", "int64", ["n"]);
    g.output("loss", g.add("ReduceSum", [lookUp(g, table, ids)], { keepdims: 0 }), "float32", []);
    const model = await differentiate(g.build().model, { loss: "loss", wrt: ["table"] });
    const session = await InferenceSession.create(encodeOnnx(model), { intraOpNumThreads: 4 });
    const feeds = {
      table: new Tensor("float32", new Float32Array(2 * columns), [2, columns]),
      ids: new Tensor("int64", new BigInt64Array(count), [count]),
    };
    for (let run = 0; run < 5; run++) {
      const { [gradientName("table")]: gradient } = await session.run(feeds);
      expect(Array.from((gradient as Tensor).data as Float32Array)).toEqual([
        ...new Array(columns).fill(count),
        ...new Array(columns).fill(0),
      ]);
    }
  },
);
