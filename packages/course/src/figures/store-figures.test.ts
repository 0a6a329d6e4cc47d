import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checksFile } from "../run/checks.ts";
import type { ChapterResult } from "../run/run-chapter.ts";
import { ScratchRepository } from "../week/scratch-repository.fixture.ts";
import { storeFigures } from "./store-figures.ts";

const file = "summaries/figures.json";

/** What a run of a notebook gives, as far as figures need it. */
async function result(
  repository: ScratchRepository,
  path: string,
  status = "passed",
): Promise<ChapterResult> {
  await repository.executed(path);
  const [checks] = checksFile.parse(JSON.parse(readFileSync(join(repository.output, "checks.json"), "utf8")));
  const chapter = path.replace(/^notebooks\//, "").replace(/\.ipynb$/, "");
  return { chapter, status, checks } as ChapterResult;
}

it("keeps the figures of chapters that passed, and those of others as they were", async () => {
  using repository = ScratchRepository.create();
  const { root, output } = repository;
  await storeFigures([await result(repository, "notebooks/00-setup.ipynb")], { root, output });
  const chapters = () => JSON.parse(readFileSync(join(root, file), "utf8")).chapters;
  expect(Object.keys(chapters())).toEqual(["00-setup"]);
  expect(chapters()["00-setup"]).toMatchObject({
    cells: 1,
    checks: 1,
    capabilities: 1,
    platform: "linux-x64",
  });
  await storeFigures([await result(repository, "notebooks/02-using-transformers.ipynb")], { root, output });
  expect(Object.keys(chapters())).toEqual(["00-setup", "02-using-transformers"]);
});

it("has none of notebooks that failed, or are not the course's own", async () => {
  using repository = ScratchRepository.create();
  const { root, output } = repository;
  repository.write("work/ada/00-setup.ipynb", readFileSync(join(root, "notebooks/00-setup.ipynb"), "utf8"));
  const failed = await result(repository, "notebooks/00-setup.ipynb", "failed");
  await storeFigures([failed, await result(repository, "work/ada/00-setup.ipynb")], { root, output });
  expect(existsSync(join(root, file))).toBe(false);
});
