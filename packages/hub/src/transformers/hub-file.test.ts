import { describe, expect, it } from "vitest";
import { hubFileOf } from "./hub-file.ts";

describe("the file that an address stands for", () => {
  it.each([
    [
      "https://hub.test",
      "https://hub.test/gpt2/resolve/main/config.json",
      "model",
      "gpt2",
      "main",
      "config.json",
    ],
    [
      "https://hub.test",
      "https://hub.test/ada/x/resolve/refs%2Fpr%2F1/onnx/model.onnx",
      "model",
      "ada/x",
      "refs/pr/1",
      "onnx/model.onnx",
    ],
    [
      "https://hub.test",
      "https://hub.test/datasets/ada/x/resolve/main/a%20b.png?download=1",
      "dataset",
      "ada/x",
      "main",
      "a b.png",
    ],
    [
      "http://box:1/hf",
      "http://box:1/hf/spaces/ada/x/resolve/main/app.js",
      "space",
      "ada/x",
      "main",
      "app.js",
    ],
  ])("is found: %s, %s", (endpoint, url, repoType, repo, revision, path) => {
    expect(hubFileOf(url, endpoint)).toEqual({ repoType, repo, revision, path });
  });

  it.each([
    ["a longer host", "https://hub.test.evil.example/ada/x/resolve/main/a"],
    ["the host as a user", "https://hub.test@evil.example/ada/x/resolve/main/a"],
    ["the host as a path", "https://evil.example/https://hub.test/ada/x/resolve/main/a"],
    ["another protocol", "http://hub.test/ada/x/resolve/main/a"],
    ["another port", "https://hub.test:444/ada/x/resolve/main/a"],
    ["a path of this machine", "/models/ada/x/resolve/main/a"],
    ["another path", "https://hub.test/api/models/ada/x"],
  ])("is none of the endpoint: %s", (_, url) => {
    expect(hubFileOf(url, "https://hub.test")).toBe(undefined);
  });

  it("is none below a base path that only begins alike", () => {
    expect(hubFileOf("http://box/hf-evil/ada/x/resolve/main/a", "http://box/hf")).toBe(undefined);
  });
});
