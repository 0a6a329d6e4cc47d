import { expect, it } from "vitest";
import { referenceMachine } from "../data/reference-machine.ts";
import { measureSpeed, speedCheck, speedOf } from "./speed.ts";

it("computes GFLOP/s from the median time of 2·1024³ operations", () => {
  const { gflops, machineFactor } = speedOf([1, 0.02, 0.01]);
  expect(gflops).toBeCloseTo(2.147483648 / 0.02);
  expect(machineFactor).toBeCloseTo(referenceMachine.gflops / gflops);
});

it("measures this machine", async () => {
  const { gflops } = await measureSpeed();
  expect(gflops).toBeGreaterThan(0);
});

it("warns of a slow machine", async () => {
  const check = (machineFactor: number) => speedCheck(async () => ({ gflops: 10, machineFactor })).run();
  expect(await check(1)).toEqual({ status: "ok", text: "10 GFLOP/s; stated times × 1.00 here" });
  expect(await check(11)).toMatchObject({ status: "warn" });
});
