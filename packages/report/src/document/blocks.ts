/** What stands within a line. */
export type Inline =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "emphasis" | "strong" | "deleted"; readonly content: readonly Inline[] }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "math"; readonly tex: string }
  | { readonly type: "link"; readonly href: string; readonly content: readonly Inline[] }
  | { readonly type: "break" }
  | FigureReference
  | Figure
  | MissingMark;

/** A measured number by its name, `{{curves.loss .2}}`, before it is looked up. */
export interface FigureReference {
  readonly type: "reference";
  /** What stands between the braces. */
  readonly text: string;
}

/** A measured number. */
export interface Figure {
  readonly type: "figure";
  /** As it is written. */
  readonly text: string;
  /** Where it was measured, for people. */
  readonly source: string;
  /** The address of that place. */
  readonly href?: string;
}

/** What should be here and is not: seen in the report, and never taken for text. */
export interface MissingMark {
  readonly type: "missing";
  readonly text: string;
}

export type Align = "left" | "center" | "right" | undefined;

export interface TableBlock {
  readonly type: "table";
  readonly head: readonly (readonly Inline[])[];
  readonly align: readonly Align[];
  readonly rows: readonly (readonly (readonly Inline[])[])[];
}

/** A picture with what it shows, for those who do not see it. */
export interface PictureBlock {
  readonly type: "picture";
  readonly svg: string;
  readonly alt: string;
  readonly caption: readonly Inline[];
}

export type Block =
  | { readonly type: "heading"; readonly level: number; readonly content: readonly Inline[] }
  | { readonly type: "paragraph"; readonly content: readonly Inline[] }
  | { readonly type: "code"; readonly language: string; readonly text: string }
  | { readonly type: "math"; readonly tex: string }
  | {
      readonly type: "list";
      /** The first number of an ordered list. */
      readonly start?: number;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | { readonly type: "rule" }
  | TableBlock
  | PictureBlock;

/** A report as every format writes it. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle?: string;
  readonly authors: readonly string[];
  /** `2030-02-03` */
  readonly date: string;
  /** A tag of BCP 47. */
  readonly language: string;
  readonly blocks: readonly Block[];
}
