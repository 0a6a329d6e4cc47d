import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { Metric } from "../metric.ts";
import { squad } from "./squad.ts";
import { squadV2 } from "./squad-v2.ts";

const references = [{ id: "56e10a3be3433e1400422b22", answers: { answer_start: [97], text: ["1976"] } }];
const predictions = [{ id: "56e10a3be3433e1400422b22", prediction_text: "1976" }];

// The examples in the cards of Hugging Face's squad and squad_v2.
test("gives the published numbers", () => {
  expect(squad({ predictions, references })).toEqual({ exact_match: 100, f1: 100 });
  const sure = predictions.map((row) => ({ ...row, no_answer_probability: 0 }));
  expect(squadV2({ predictions: sure, references })).toEqual({
    exact: 100,
    f1: 100,
    total: 1,
    HasAns_exact: 100,
    HasAns_f1: 100,
    HasAns_total: 1,
    best_exact: 100,
    best_exact_thresh: 0,
    best_f1: 100,
    best_f1_thresh: 0,
  });
});

test("knows no best threshold without probabilities", () => {
  const { best_f1, total } = squadV2({ predictions, references });
  expect([best_f1, total]).toEqual([undefined, 1]);
});

test("takes the right answer that suits best", () => {
  const several = [{ id: "q", answers: { text: ["in the year 1976", "the 1976 Games"] } }];
  const { exact_match, f1 } = squad({
    predictions: [{ id: "q", prediction_text: "Games of 1976." }],
    references: several,
  });
  expect(exact_match).toBe(0);
  expect(f1).toBeCloseTo(80, 12);
});

test("pairs answers by their questions' ids, batch by batch", () => {
  const right = (id: string) => ({ id, answers: { text: [id] } });
  const answer = (id: string) => ({ id, prediction_text: id });
  const metric = new Metric(squad);
  metric.addBatch({ predictions: [answer("b"), answer("c")], references: [right("c"), right("b")] });
  metric.addBatch({ predictions: [answer("b")], references: [right("b")] });
  expect(metric.compute().exact_match).toBe(100);
});

test("refuses rows without what they need, by their place", () => {
  const from =
    (prediction: object, reference: object = references[0] as object) =>
    () =>
      squadV2({
        predictions: [prediction as (typeof predictions)[0]],
        references: [reference as (typeof references)[0]],
      });
  expect(from({ id: references[0]?.id })).toThrow("predictions[0].prediction_text, expected a text");
  expect(from({ id: "q", prediction_text: "" })).toThrow(
    `invalid value at references[0].id, expected the id of one of the predictions: "${references[0]?.id}"`,
  );
  expect(from({ ...predictions[0], no_answer_probability: 2 })).toThrow("no_answer_probability");
  expect(from({ ...predictions[0] }, { id: "x", answers: { text: ["", 3] } })).toThrow(
    "references[0].answers.text[1], expected a text: 3",
  );
  const two = [
    { id: "q", prediction_text: "" },
    { id: "q", prediction_text: "", no_answer_probability: 1 },
  ];
  const none = two.map(({ id }) => ({ id, answers: { text: [] } }));
  expect(() => squadV2({ predictions: two, references: none })).toThrow(
    "predictions[1].no_answer_probability",
  );
  expect(() => squad({ predictions: two, references: none })).toThrow(InputError);
  expect(() =>
    squad({ predictions: two, references: [none[0], references[0]] as typeof references }),
  ).toThrow("predictions[0].id, expected one answer to each question");
});
