export { type Guess, type Prediction, type PredictOptions, predict } from "./predict.ts";
