/** The base of this package's errors. */
export class ReportError extends Error {
  override name = "ReportError";
}

/** Thrown for a format that numbers do not have. */
export class FigureFormatError extends ReportError {
  override name = "FigureFormatError";
}

/** Thrown when the PDF cannot be made; the message has the compiler's reasons. */
export class PdfError extends ReportError {
  override name = "PdfError";
}
