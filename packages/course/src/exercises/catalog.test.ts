import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { chapters } from "../data/chapters.ts";
import { chapterExerciseIds } from "../data/exercise-ids.ts";
import type { ExerciseReport } from "./catalog.fixture.ts";
import { exerciseIds } from "./catalog.ts";

const fixture = join(import.meta.dirname, "catalog.fixture.ts");

// A process for each chapter: what its checks have loaded goes with it.
describe.each(chapters.filter(({ number }) => idsOf(number).length > 0))(
  "exercises of chapter $number",
  (chapter) => {
    const { number, sections } = chapter;
    const ids = idsOf(number);
    const reports = new Map<string, ExerciseReport>();
    const reportOf = (id: string) => reports.get(id) as ExerciseReport;

    beforeAll(async () => {
      // Answers leave their folders in the system's temporary one.
      const folder = await mkdtemp(join(tmpdir(), "exercises-"));
      const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder, COURSE_HEADLESS: "1" };
      const running = promisify(execFile)(process.execPath, [fixture, ...ids], { env, maxBuffer: 2 ** 26 });
      const { stdout } = await running.finally(() => rm(folder, { recursive: true, force: true }));
      for (const report of JSON.parse(stdout) as ExerciseReport[]) reports.set(report.id, report);
    }, 600_000);

    test("are those that the course's data counts", () => {
      expect(ids).toEqual(chapters.filter((each) => each.number === number).flatMap(chapterExerciseIds));
    });

    test.each(ids)("%s has its texts, and a place in the course", (id) => {
      const [, section] = id.split(".");
      const { title, texts } = reportOf(id);
      if (section === "practical" || section === "bug") expect(id).toBe(`${number}.${section}`);
      else expect(sections.map((each) => each.number)).toContain(`${number}.${section}`);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(texts.length, "a prompt and two hints").toBeGreaterThanOrEqual(3);
      for (const text of texts) expect(text.trim().length).toBeGreaterThan(20);
    });

    test.each(ids)("%s takes our answer, and again", (id) => {
      expect(reportOf(id).solution).toEqual([{ status: "correct" }, { status: "correct" }]);
    });

    test.each(ids)("%s is not answered by undefined, and by nonsense wrongly", (id) => {
      const { unanswered, nonsense } = reportOf(id);
      expect(unanswered).toEqual({ status: "unanswered" });
      expect(nonsense.map(({ status }) => status)).toEqual(nonsense.map(() => "wrong"));
    });

    test.each(ids)("%s rejects at least eight wrong answers, with the reason [C13-04]", (id) => {
      const { wrong } = reportOf(id);
      expect(wrong.length).toBeGreaterThanOrEqual(8);
      expect(new Set(wrong.map(({ name }) => name)).size).toBe(wrong.length);
      expect(
        wrong.filter(({ asSaid }) => !asSaid).map(({ name, outcome }) => ({ name, ...outcome })),
      ).toEqual([]);
      expect(wrong.filter(({ saysAnything }) => saysAnything)).toEqual([]);
    });
  },
);

function idsOf(chapter: number): string[] {
  return exerciseIds.filter((id) => id.startsWith(`${chapter}.`));
}
