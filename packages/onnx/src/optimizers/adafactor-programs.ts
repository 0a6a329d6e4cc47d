import { program } from "./program.ts";
import { f32, f64, forRange, i32 } from "./wasm-code.ts";

/**
 * The passes over a matrix of Shazeer and Stern, "Adafactor" (2018), https://arxiv.org/abs/1804.04235, for
 * g = scale · gradient and C columns. A unit is a row, in `adafactorColumns` a column.
 */
export const adafactorPrograms = {
  /** Rᵢ ← β₂ Rᵢ + (1 − β₂) (mean over j of gᵢⱼ² + ε); gives Σ Rᵢ. Tensors: gradient, R. */
  adafactorRows: program(2, ["columns", "scale", "beta2", "oneMinusBeta2", "epsilon"], (scope) => {
    const { variables, tensors, first, end, coefficients: c, whole, at } = scope;
    const [gradient, rows] = tensors;
    const [i, j, place] = [variables.i32(), variables.i32(), variables.i32()];
    const [g, sum, r] = [variables.f32(), variables.f32(), variables.f32()];
    const total = variables.f64();
    const perRow = [
      ...sum.set(f32.const(0)),
      ...place.set(at(gradient, i32.mul(i.get, whole("columns")))),
      ...forRange(j, i32.const(0), whole("columns"), [
        ...g.set(f32.mul(f32.load(place.get), c.scale)),
        ...sum.set(f32.add(sum.get, f32.mul(g.get, g.get))),
        ...place.set(i32.add(place.get, i32.const(4))),
      ]),
      ...r.set(
        f32.add(
          f32.mul(f32.load(at(rows, i.get)), c.beta2),
          f32.mul(f32.add(f32.div(sum.get, c.columns), c.epsilon), c.oneMinusBeta2),
        ),
      ),
      ...f32.store(at(rows, i.get), r.get),
      ...total.set(f64.add(total.get, f32.toF64(r.get))),
    ];
    return [...forRange(i, first, end, perRow), ...total.get];
  }),

  /** Cⱼ ← β₂ Cⱼ + (1 − β₂) (mean over i of gᵢⱼ² + ε). Tensors: gradient, C. */
  adafactorColumns: program(2, ["rows", "columns", "scale", "beta2", "oneMinusBeta2", "epsilon"], (scope) => {
    const { variables, tensors, first, end, coefficients: c, whole, at } = scope;
    const [gradient, columns] = tensors;
    const [i, j, row, weight] = [variables.i32(), variables.i32(), variables.i32(), variables.f32()];
    const g = variables.f32();
    const decayed = f32.add(
      f32.mul(f32.load(at(columns, j.get)), c.beta2),
      f32.mul(c.epsilon, c.oneMinusBeta2),
    );
    const square = f32.mul(f32.mul(g.get, g.get), weight.get);
    return [
      ...weight.set(f32.div(c.oneMinusBeta2, c.rows)),
      ...forRange(j, first, end, f32.store(at(columns, j.get), decayed)),
      ...row.set(gradient),
      ...forRange(i, i32.const(0), whole("rows"), [
        ...forRange(j, first, end, [
          ...g.set(f32.mul(f32.load(at(row.get, j.get)), c.scale)),
          ...f32.store(at(columns, j.get), f32.add(f32.load(at(columns, j.get)), square)),
        ]),
        ...row.set(at(row.get, whole("columns"))),
      ]),
      ...f64.const0,
    ];
  }),

  /** Gives Σ gᵢⱼ² / (Rᵢ Cⱼ). Tensors: gradient, R, C. */
  adafactorSquares: program(3, ["columns", "scale"], (scope) => {
    const { variables, tensors, first, end, coefficients: c, whole, at } = scope;
    const [gradient, rows, columns] = tensors;
    const [i, j, place] = [variables.i32(), variables.i32(), variables.i32()];
    const [g, sum, total] = [variables.f32(), variables.f32(), variables.f64()];
    const ratio = f32.div(f32.mul(g.get, g.get), f32.load(at(columns, j.get)));
    const perRow = [
      ...sum.set(f32.const(0)),
      ...place.set(at(gradient, i32.mul(i.get, whole("columns")))),
      ...forRange(j, i32.const(0), whole("columns"), [
        ...g.set(f32.mul(f32.load(place.get), c.scale)),
        ...sum.set(f32.add(sum.get, ratio)),
        ...place.set(i32.add(place.get, i32.const(4))),
      ]),
      ...total.set(f64.add(total.get, f32.toF64(f32.div(sum.get, f32.load(at(rows, i.get)))))),
    ];
    return [...forRange(i, first, end, perRow), ...total.get];
  }),

  /** xᵢⱼ ← kept · xᵢⱼ + factor · gradientᵢⱼ / √Rᵢ / √Cⱼ. Tensors: x, gradient, R, C. */
  adafactorApply: program(4, ["columns", "kept", "factor"], (scope) => {
    const { variables, tensors, first, end, coefficients: c, whole, at } = scope;
    const [x, gradient, rows, columns] = tensors;
    const [i, j, element, factor] = [variables.i32(), variables.i32(), variables.i32(), variables.f32()];
    const step = f32.div(
      f32.mul(f32.load(at(gradient, element.get)), factor.get),
      f32.sqrt(f32.load(at(columns, j.get))),
    );
    const perRow = [
      ...factor.set(f32.div(c.factor, f32.sqrt(f32.load(at(rows, i.get))))),
      ...element.set(i32.mul(i.get, whole("columns"))),
      ...forRange(j, i32.const(0), whole("columns"), [
        ...f32.store(at(x, element.get), f32.add(f32.mul(f32.load(at(x, element.get)), c.kept), step)),
        ...element.set(i32.add(element.get, i32.const(1))),
      ]),
    ];
    return [...forRange(i, first, end, perRow), ...f64.const0];
  }),
};
