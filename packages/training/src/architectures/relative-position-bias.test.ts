import { expect, test } from "vitest";
import { relativePositionBucket } from "./relative-position-bias.ts";

// What the T5 of Hugging Face's library gives for 32 buckets up to a distance of 128.
const encoder = [
  [0, 0],
  [-1, 1],
  [-7, 7],
  [-8, 8],
  [-11, 8],
  [-12, 9],
  [-15, 9],
  [-16, 10],
  [-22, 10],
  [-23, 11],
  [-31, 11],
  [-32, 12],
  [-45, 12],
  [-46, 13],
  [-63, 13],
  [-64, 14],
  [-90, 14],
  [-91, 15],
  [-1000, 15],
  [1, 17],
  [7, 23],
  [8, 24],
  [16, 26],
  [64, 30],
  [91, 31],
  [1000, 31],
] as const;

const decoder = [
  [0, 0],
  [5, 0],
  [-1, 1],
  [-15, 15],
  [-16, 16],
  [-18, 16],
  [-19, 17],
  [-32, 21],
  [-64, 26],
  [-112, 30],
  [-113, 31],
  [-1000, 31],
] as const;

test.each(encoder)("both directions: a key at %i is in bucket %i", (distance, bucket) => {
  const positions = { buckets: 32, maxDistance: 128, bidirectional: true };
  expect(relativePositionBucket(distance, positions)).toBe(bucket);
});

test.each(decoder)("backward alone: a key at %i is in bucket %i", (distance, bucket) => {
  const positions = { buckets: 32, maxDistance: 128, bidirectional: false };
  expect(relativePositionBucket(distance, positions)).toBe(bucket);
});
