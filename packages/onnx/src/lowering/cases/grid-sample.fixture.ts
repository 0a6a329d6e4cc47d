import type { AttributeValue } from "../../attribute.ts";
import { type Case, index, real } from "../../gradients/finite-differences.fixture.ts";
import type { GraphBuilder } from "../../graph-builder.ts";
import type { ContribCases } from "./contrib.fixture.ts";

const image = real("batch_size", 2, "height", "width");
/** Columns and rows of pixels, some of them outside. */
const ids = index(-2, 6, "batch_size", 3, 2, 2);

type Attributes = Readonly<Record<string, AttributeValue>>;

/** A grid, from −1 to 1, of places between pixels. */
function gridOf(g: GraphBuilder, places: string, isAligned: boolean): string {
  const float = (value: string) => g.add("Cast", [value], { to: 1 });
  const sizes = float(g.add("Gather", [g.add("Shape", ["image"]), g.ints([3, 2])]));
  const twice = g.add("Mul", [places, g.scalar(2)]);
  const ratio = isAligned
    ? g.add("Div", [twice, g.add("Sub", [sizes, g.scalar(1)])])
    : g.add("Div", [g.add("Add", [twice, g.scalar(1)]), sizes]);
  return g.add("Sub", [ratio, g.scalar(1)]);
}

/** Places move by less than from one kink, at the middles and edges of pixels, to another. */
function linear(attributes: Attributes, opsets: readonly number[]): Case {
  return {
    ...{ inputs: { image, ids, offsets: real("batch_size", 3, 2, 2) }, float32: true, opsets },
    build: (g) => {
      const within = g.add("Add", [g.add("Mul", ["offsets", g.scalar(0.14)]), g.scalar(0.25)]);
      const places = g.add("Add", [g.add("Cast", ["ids"], { to: 1 }), within]);
      return g.add("GridSample", ["image", gridOf(g, places, attributes.align_corners === 1)], attributes);
    },
  };
}

/** What is read does not change with the place, so that only the image has a gradient. */
function nearest(attributes: Attributes): Case {
  return {
    ...{ inputs: { image, ids }, float32: true, opsets: [17, 20] },
    build: (g) => {
      const places = g.add("Add", [g.add("Cast", ["ids"], { to: 1 }), g.scalar(0.3)]);
      const grid = gridOf(g, places, attributes.align_corners === 1);
      return g.add("GridSample", ["image", grid], { mode: "nearest", ...attributes });
    },
  };
}

export const gridSampleCases: Readonly<Record<string, ContribCases>> = {
  GridSample: {
    "linear, zeros outside": linear({}, [17, 22]),
    "linear, aligned corners": linear({ align_corners: 1 }, [17, 20]),
    "linear, the border outside": linear({ padding_mode: "border" }, [17, 20]),
    "linear, reflected": linear({ padding_mode: "reflection" }, [17, 20]),
    "linear, reflected at aligned corners": linear({ padding_mode: "reflection", align_corners: 1 }, [17]),
    "nearest, zeros outside": nearest({}),
    "nearest, reflected": nearest({ padding_mode: "reflection" }),
    "nearest, the border outside": nearest({ padding_mode: "border", align_corners: 1 }),
  },
};
