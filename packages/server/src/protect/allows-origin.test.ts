import { expect, it } from "vitest";
import { allowsOrigin } from "./allows-origin.ts";

const allowed = ["http://localhost:*", "http://[::1]:*", "http://box.lan:80"];

it.each([
  ["http://localhost:8888", true],
  ["http://localhost", true],
  ["http://[::1]:8888", true],
  ["http://box.lan:80", true],
  ["https://localhost:8888", false],
  ["http://localhost.evil.example:8888", false],
  ["http://evil.example:8888", false],
  ["http://localhost:8888.evil.example", false],
  ["http://localhost:8888@evil.example", false],
  ["http://box.lan:81", false],
  ["null", false],
  ["", false],
])("%s: %s", (origin, expected) => {
  expect(allowsOrigin(allowed, origin)).toBe(expected);
});
