import { z } from "zod";

/** A member's name is a folder below `work/` and part of file names, on every system. */
export const memberName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,38}[a-z0-9]$|^[a-z0-9]$/, {
  error: "a name of lower-case letters, digits, dots and dashes expected, since it is a folder of work/",
});

const member = z.strictObject({
  /** The folder below `work/`. */
  name: memberName,
  /** As on a certificate; default the name. */
  fullName: z.string().min(1, { error: "a name expected, or no fullName" }).optional(),
  /** The address that the member's commits have. */
  git: z.string().min(1, { error: "an address expected, or no git" }).optional(),
});

const day = z.iso.date({ error: "a date such as 2030-01-31 expected" });
const chapter = z.int({ error: "the number of a chapter expected" });

const week = z.strictObject({
  title: z.string().optional(),
  /** The first day. */
  from: day,
  /** The last day, which belongs to it. */
  to: day,
  /** None in a week for the report. */
  chapters: z.array(chapter),
});

export const planFileSchema = z.strictObject({
  members: z.array(member).min(1, { error: "at least one member expected" }),
  weeks: z.array(week).min(1, { error: "at least one week expected" }),
  /** Who organizes which chapter, where it is not whose turn it is. */
  organizers: z.record(z.string(), z.string()).nullish(),
});

export type PlanFile = z.output<typeof planFileSchema>;
export type Member = z.output<typeof member>;
export interface Week extends z.output<typeof week> {
  /** From 1. */
  number: number;
}
