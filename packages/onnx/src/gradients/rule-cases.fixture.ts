import { activations } from "./cases/activations.fixture.ts";
import type { Cases } from "./cases/apply.fixture.ts";
import { convolution } from "./cases/convolution.fixture.ts";
import { elementwise } from "./cases/elementwise.fixture.ts";
import { indexing } from "./cases/indexing.fixture.ts";
import { linearAlgebra } from "./cases/linear-algebra.fixture.ts";
import { losses } from "./cases/losses.fixture.ts";
import { normalization } from "./cases/normalization.fixture.ts";
import { pooling } from "./cases/pooling.fixture.ts";
import { recurrent } from "./cases/recurrent.fixture.ts";
import { reductions } from "./cases/reductions.fixture.ts";
import { shape } from "./cases/shape.fixture.ts";

/** What each rule is compared with finite differences in, by operator. */
export const ruleCases: Readonly<Record<string, Cases>> = {
  ...elementwise,
  ...activations,
  ...reductions,
  ...linearAlgebra,
  ...convolution,
  ...pooling,
  ...normalization,
  ...recurrent,
  ...losses,
  ...shape,
  ...indexing,
};
