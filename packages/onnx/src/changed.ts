/**
 * A copy of a protobuf message with some fields changed. A spread would lose the defaults of the fields that
 * are not set, which messages keep in their prototype.
 */
export function changed<T extends object>(message: T, fields: Partial<T>): T {
  return Object.assign(Object.create(Object.getPrototypeOf(message)), message, fields);
}
