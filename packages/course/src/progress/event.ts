import { z } from "zod";
import { memberName } from "../plan/plan-schema.ts";

/** Of what is written; see `migrate` for how an older version is read. */
export const eventVersion = 1;

/** The result of each kind of event. Members write what a newer version of the course adds, too, so more may be there. */
const results = {
  /** Subject: the quiz, as "3.2". Choices are indices in the bank, before shuffling. */
  quiz: z.looseObject({ question: z.string(), choices: z.array(z.int().min(0)), correct: z.boolean() }),
  /** Subject: the exercise, as "5.2.1" or "5.practical". */
  exercise: z.looseObject({ correct: z.boolean(), reason: z.string().optional() }),
  /** Subject: the chapter, as "3". */
  exam: z.looseObject({
    score: z.number().min(0),
    total: z.number().positive(),
    passed: z.boolean(),
    seed: z.union([z.number(), z.string()]),
  }),
  /** Subject: the chapter, as "3". */
  "code-exam": z.looseObject({
    passed: z.boolean(),
    tests: z.int().min(0),
    failed: z.array(z.string()).or(z.int().min(0)),
  }),
  /** Subject: what is guessed. */
  prediction: z.looseObject({ guess: z.unknown(), actual: z.unknown() }),
  /** Subject: the chapter, as "3", which was worked through. */
  chapter: z.looseObject({ commit: z.string().optional(), seconds: z.number().min(0) }),
};

export type EventKind = keyof typeof results;
/** What an event of a kind says. */
export type EventResult<Kind extends EventKind> = z.output<(typeof results)[Kind]>;

export const eventKinds = Object.keys(results) as EventKind[];

/** Something a member did; its kind says what the result is. */
export type ProgressEvent<Kind extends EventKind = EventKind> = {
  [Each in Kind]: {
    /** A UUID: two machines merge by the union of ids. */
    id: string;
    /** When, as ISO 8601 in UTC. */
    at: string;
    member: string;
    kind: Each;
    subject: string;
    result: EventResult<Each>;
  };
}[Kind];

const common = {
  id: z.uuid({ error: "a UUID expected" }),
  at: z.iso.datetime({ offset: true, error: "a time of ISO 8601 expected" }),
  member: memberName,
  subject: z.string().min(1),
};

/** An event as it is stored: loose, so that what a newer version adds survives. */
export const eventSchema = z.discriminatedUnion("kind", [
  z.looseObject({ ...common, kind: z.literal("quiz"), result: results.quiz }),
  z.looseObject({ ...common, kind: z.literal("exercise"), result: results.exercise }),
  z.looseObject({ ...common, kind: z.literal("exam"), result: results.exam }),
  z.looseObject({ ...common, kind: z.literal("code-exam"), result: results["code-exam"] }),
  z.looseObject({ ...common, kind: z.literal("prediction"), result: results.prediction }),
  z.looseObject({ ...common, kind: z.literal("chapter"), result: results.chapter }),
]);

/** An event with all that its line says. */
export type StoredEvent = ProgressEvent & { v: number; [more: string]: unknown };

/** Whether this version of the course can read it. */
export const isKnown = (event: StoredEvent): boolean =>
  event.v === eventVersion || eventSchema.safeParse(event).success;
