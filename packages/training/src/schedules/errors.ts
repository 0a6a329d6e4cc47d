/** A schedule that there is not, with steps that do not fit it, or a state of another optimizer. */
export class SchedulerError extends Error {
  override name = "SchedulerError";
}
