import { tex2typst } from "tex2typst";

/**
 * TeX in Typst's notation.
 *
 * @param compiles whether a program has no error; what the conversion makes of rare TeX is not always Typst
 */
export function mathTypst(tex: string, compiles: (program: string) => boolean): string | undefined {
  try {
    // A lone dollar sign would end the formula and go on as code.
    const typst = tex2typst(tex);
    return !/(?<!\\)\$|#/.test(typst) && compiles(`$${typst}$`) ? typst : undefined;
  } catch {
    return undefined;
  }
}
