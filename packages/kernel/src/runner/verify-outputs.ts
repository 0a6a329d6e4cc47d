import { z } from "zod";
import { closeTo, compareText, type Tolerance } from "./compare-text.ts";
import { isObject } from "./multiline.ts";
import { type CodeCell, hasTag, isCodeCell, isJsonMime, type Notebook, type Output } from "./notebook.ts";

/** One place where the executed outputs are not the stored ones. */
export interface OutputDifference {
  /** The code cell, from 1. */
  cell: number;
  /** Where in the cell, for example `outputs[0].data["text/plain"]:3` for its third line. */
  path: string;
  stored: unknown;
  executed: unknown;
}

export interface CompareOptions {
  /** For numbers, wherever they stand. Default 1e-3; a cell's `metadata.course.tolerance` wins over it. */
  relativeTolerance?: number;
}

/** What numpy's allclose takes as zero when nothing else is said. */
const absoluteTolerance = 1e-8;
/** How much the encoded lengths of two pictures may differ. */
const pictureTolerance: Tolerance = { relative: 0.05, absolute: 0 };

const courseMetadata = z.looseObject({
  course: z.looseObject({ tolerance: z.number().nonnegative().optional() }),
});

/** How an output, such as a progress bar, says that it holds times. */
const volatileOutput = z.looseObject({
  metadata: z.looseObject({ course: z.looseObject({ volatile: z.literal(true) }) }),
});

/**
 * Compares the outputs of two notebooks with the same code, cell by cell. Numbers are compared within the tolerance, in
 * texts as well as in JSON; all else must be equal. A picture must be the same, or, as font and image libraries draw a
 * little differently on each platform, have the same pixel size (PNG) and an encoded length within 5 %. Cells tagged
 * `volatile`, outputs whose metadata says `course.volatile`, execution counts and tracebacks are not compared.
 */
export function compareOutputs(
  stored: Notebook,
  executed: Notebook,
  { relativeTolerance = 1e-3 }: CompareOptions = {},
): OutputDifference[] {
  const [storedCells, executedCells] = [stored.cells.filter(isCodeCell), executed.cells.filter(isCodeCell)];
  if (storedCells.length !== executedCells.length) {
    return [{ cell: 0, path: "cells.length", stored: storedCells.length, executed: executedCells.length }];
  }
  return storedCells.flatMap((cell, i) => {
    const other = executedCells[i];
    if (!other || hasTag(cell, "volatile")) return [];
    const relative = courseMetadata.safeParse(cell.metadata).data?.course.tolerance ?? relativeTolerance;
    const comparison = new Comparison(i + 1, { relative, absolute: absoluteTolerance });
    comparison.outputs(cell, other);
    return comparison.differences;
  });
}

class Comparison {
  readonly differences: OutputDifference[] = [];
  readonly #cell: number;
  readonly #tolerance: Tolerance;

  constructor(cell: number, tolerance: Tolerance) {
    this.#cell = cell;
    this.#tolerance = tolerance;
  }

  outputs({ outputs: stored }: CodeCell, { outputs: executed }: CodeCell): void {
    for (const [i, output] of stored.entries()) {
      const other = executed[i];
      if (other) this.#output(`outputs[${i}]`, output, other);
    }
    if (stored.length !== executed.length) this.#differ("outputs.length", stored.length, executed.length);
  }

  #output(path: string, stored: Output, executed: Output): void {
    if (stored.output_type === "stream" && executed.output_type === "stream") {
      this.#equal(`${path}.name`, stored.name, executed.name);
      this.#text(`${path}.text`, stored.text, executed.text);
    } else if (stored.output_type === "error" && executed.output_type === "error") {
      this.#equal(`${path}.ename`, stored.ename, executed.ename);
      this.#text(`${path}.evalue`, stored.evalue, executed.evalue);
    } else if (volatileOutput.safeParse(stored).success && volatileOutput.safeParse(executed).success) {
      return;
    } else if ("data" in stored && "data" in executed && stored.output_type === executed.output_type) {
      this.#entries(`${path}.data`, stored.data, executed.data, (at, mime, a, b) =>
        this.#media(at, mime, a, b),
      );
      this.#json(`${path}.metadata`, stored.metadata, executed.metadata);
    } else {
      this.#differ(`${path}.output_type`, stored.output_type, executed.output_type);
    }
  }

  #media(path: string, mime: string, stored: unknown, executed: unknown): void {
    const isPicture = mime.startsWith("image/") && mime !== "image/svg+xml";
    if (!isPicture || isJsonMime(mime)) this.#json(path, stored, executed);
    else if (!samePicture(String(stored), String(executed))) this.#differ(path, stored, executed);
  }

  #json(path: string, stored: unknown, executed: unknown): void {
    if (typeof stored === "string" && typeof executed === "string") {
      this.#text(path, stored, executed);
    } else if (typeof stored === "number" && typeof executed === "number") {
      if (!closeTo(stored, executed, this.#tolerance)) this.#differ(path, stored, executed);
    } else if (Array.isArray(stored) && Array.isArray(executed)) {
      if (stored.length !== executed.length) this.#differ(`${path}.length`, stored.length, executed.length);
      else for (const [i, value] of stored.entries()) this.#json(`${path}[${i}]`, value, executed[i]);
    } else if (isObject(stored) && isObject(executed)) {
      this.#entries(path, stored, executed, (at, _, a, b) => this.#json(at, a, b));
    } else {
      this.#equal(path, stored, executed);
    }
  }

  /** Compares the values of the keys that both have, and reports the keys that only one has. */
  #entries(
    path: string,
    stored: Record<string, unknown>,
    executed: Record<string, unknown>,
    compare: (path: string, key: string, stored: unknown, executed: unknown) => void,
  ): void {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(executed)])) {
      const at = /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
      if (key in stored && key in executed) compare(at, key, stored[key], executed[key]);
      else this.#differ(at, stored[key], executed[key]);
    }
  }

  #text(path: string, stored: string, executed: string): void {
    const difference = compareText(stored, executed, this.#tolerance);
    if (difference) this.#differ(`${path}:${difference.line}`, difference.stored, difference.executed);
  }

  #equal(path: string, stored: unknown, executed: unknown): void {
    if (stored !== executed) this.#differ(path, stored, executed);
  }

  #differ(path: string, stored: unknown, executed: unknown): void {
    this.differences.push({ cell: this.#cell, path, stored, executed });
  }
}

function samePicture(stored: string, executed: string): boolean {
  const [a, b] = [Buffer.from(stored, "base64"), Buffer.from(executed, "base64")];
  return a.equals(b) || (pngSize(a) === pngSize(b) && closeTo(a.length, b.length, pictureTolerance));
}

/** Width and height, which stand at a fixed place in a PNG's first chunk; undefined for other formats. */
function pngSize(bytes: Buffer): string | undefined {
  const isPng = bytes.length >= 24 && bytes.toString("latin1", 1, 4) === "PNG";
  return isPng ? `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}` : undefined;
}
