/** The names of the two kinds of lists in a document. */
export const bullets = "bullets";
export const numbers = "numbers";
