import type { CourseCell } from "./course-cells.ts";

/** The share of code cells that may be tagged `volatile`. */
const volatileLimit = 0.15;

/**
 * What is wrong with the tags and metadata of a notebook's code cells, one line each; empty when nothing is.
 *
 * @param capabilities the ids that exist
 */
export function checkMetadata(cells: CourseCell[], capabilities: ReadonlySet<string>): string[] {
  const problems = cells.flatMap(({ index, id, source, tags, covers }) => {
    const at = `cell ${index} (${id})`;
    const unknown = covers.filter((capability) => !capabilities.has(capability));
    const checks = tags.includes("check");
    return [
      ...unknown.map((capability) => `${at} covers an unknown capability: ${capability}`),
      ...(covers.length > 0 && !checks
        ? [`${at} has \`covers\` without the tag \`check\`: ${covers.join(", ")}`]
        : []),
      ...(checks && !/\bassert\b/.test(source) ? [`${at} is tagged \`check\` and asserts nothing`] : []),
      ...(covers.length === 0 && checks ? [`${at} is tagged \`check\` and covers nothing`] : []),
    ];
  });
  const volatile = cells.filter(({ tags }) => tags.includes("volatile")).length;
  if (volatile > volatileLimit * cells.length) {
    problems.push(
      `more than ${100 * volatileLimit} % of the code cells are volatile: ${volatile} of ${cells.length}`,
    );
  }
  return problems;
}
