import { expect, test } from "vitest";
import { LossScaler } from "./loss-scaler.ts";

test("the scale halves after an overflow and doubles after 2000 steps without, as PyTorch's", () => {
  const scaler = new LossScaler();
  expect(scaler.scale).toBe(65_536);
  scaler.update(false);
  scaler.update(false);
  expect(scaler.scale).toBe(16_384);
  for (let i = 0; i < 1999; i++) scaler.update(true);
  expect(scaler.scale).toBe(16_384);
  scaler.update(true);
  expect(scaler.scale).toBe(32_768);
  for (let i = 0; i < 1999; i++) scaler.update(true);
  scaler.update(false);
  scaler.update(true);
  expect(scaler.scale).toBe(16_384);
});

test("goes on from its state, and takes no other", () => {
  const [one, other] = [new LossScaler(8), new LossScaler()];
  one.update(true);
  other.loadStateDict(one.stateDict());
  expect(other.stateDict()).toEqual({ scale: 8, growthTracker: 1 });
  expect(() => new LossScaler(0)).toThrow();
});
