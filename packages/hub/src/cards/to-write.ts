/** A section that only a person can write, marked so that nobody takes it for written. */
export function toWrite(question: string): string {
  return `> **To be written.** ${question}`;
}
