/** Two Hubs on one folder would each take the other's unfinished work for what a killed one left. */
export class HubFolderInUseError extends Error {
  override name = "HubFolderInUseError";
  readonly folder: string;

  constructor(folder: string) {
    super(`a Hub is running on this folder; end it, or choose another folder: ${folder}`);
    this.folder = folder;
  }
}
