export type RepoType = "model" | "dataset" | "space";

/** What the index knows of a repository. */
export interface RepoRecord {
  /** 24 hex digits that stay when the repository moves. */
  key: string;
  type: RepoType;
  /** "owner/name". */
  id: string;
  private: boolean;
  gated: false | "auto" | "manual";
  description?: string;
  createdAt: Date;
  /** Of the newest commit of the default branch. */
  lastModified: Date;
  /** Of `config.json` of a model, of any file else; from their beginning. */
  downloads: number;
  likes: number;
  tags: string[];
  pipelineTag?: string;
  libraryName?: string;
  cardData?: Record<string, unknown>;
  /** What `config.json` says of the architecture. */
  config?: Record<string, unknown>;
  /** The newest commit of the default branch. */
  sha?: string;
  /** Of a space. */
  sdk?: string;
  /** The address of the Hub that this is a copy of, which cannot be changed here. */
  mirror?: string;
}

/** What of a record comes from the files of a commit. */
export type Described = Pick<
  RepoRecord,
  "tags" | "pipelineTag" | "libraryName" | "cardData" | "config" | "sdk"
>;
