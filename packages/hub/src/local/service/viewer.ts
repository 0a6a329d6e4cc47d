/** Who asks, and what they may do. Nobody signed in is `undefined`. */
export interface Viewer {
  name: string;
  scope: "read" | "write";
  /** Names of the organizations they are a member of. */
  organizations: string[];
  /** The token they came with; not its value. */
  token: { id: string; name: string; createdAt: Date; expiresAt?: Date };
}
