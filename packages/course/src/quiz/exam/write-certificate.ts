import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CourseError } from "../../errors.ts";
import { findPlan } from "../../plan/index.ts";
import { readEvents } from "../../progress/index.ts";
import { writeAtomically } from "../../run/write-atomically.ts";
import { certificateSvg } from "./certificate-svg.ts";

/**
 * Writes the certificate of a member's best exam on a chapter, `work/<member>/certificates/chapter-3.svg`. From the
 * same events it is the same file.
 *
 * @returns the file, below `root`
 * @throws CourseError for a member who has not passed the exam
 */
export async function writeCertificate(chapter: number, member: string, root: string): Promise<string> {
  const events = await readEvents({ member, kind: "exam", root });
  const [best] = events
    .filter(({ subject, result }) => subject === String(chapter) && result.passed)
    .toSorted((a, b) => b.result.score / b.result.total - a.result.score / a.result.total);
  if (!best)
    throw new CourseError(
      `there is a certificate for an exam that was passed only; sit it with npx -y pnpm@12 course exam ${chapter}, as: ${member}`,
    );
  const file = `work/${member}/certificates/chapter-${chapter}.svg`;
  const { score, total, commit } = best.result;
  const svg = certificateSvg({
    ...{ name: fullName(member, root), chapter, score, total, date: best.at.slice(0, 10) },
    ...(typeof commit === "string" && { commit }),
  });
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeAtomically(join(root, file), svg);
  return file;
}

const fullName = (member: string, root: string): string =>
  findPlan(root)?.members.find(({ name }) => name === member)?.fullName ?? member;
