import { currentMember } from "../progress/index.ts";

/**
 * Who answers in a terminal: the member that `--member` names, else `currentMember()`.
 *
 * @throws CourseError for a name that is not in the plan
 */
export const memberOption = (name: string | undefined): Promise<string | undefined> =>
  currentMember(name === undefined ? {} : { env: { ...process.env, COURSE_MEMBER: name } });
