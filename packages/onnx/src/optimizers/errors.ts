/** Shared memory for tensors that the system, or a memory of 32-bit addresses, cannot give. */
export class SharedMemoryError extends Error {
  override name = "SharedMemoryError";
  /** The bytes that were asked for. */
  readonly bytes: number;

  constructor(message: string, bytes: number, options?: ErrorOptions) {
    super(`${message}: ${bytes} bytes`, options);
    this.bytes = bytes;
  }
}
