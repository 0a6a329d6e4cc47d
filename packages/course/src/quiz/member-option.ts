import { givenPath } from "../given-path.ts";
import { learner } from "../plan/learner.ts";
import { currentMember } from "../progress/index.ts";
import { projectRoot } from "../run/project.ts";

/**
 * Who answers in a terminal: the member that `--member` names, else who is known here, else nobody, and then nothing is
 * recorded.
 *
 * @throws CourseError for a name that is not in the plan
 */
export async function memberOption(name: string | undefined): Promise<string | undefined> {
  if (name !== undefined) return learner(name, projectRoot);
  return currentMember({ cwd: givenPath() });
}
