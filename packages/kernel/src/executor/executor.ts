import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type { CellError, FromExecutor, MimeBundle, ToExecutor } from "../thread-messages.ts";
import { type CellContext, cellContext } from "./cell-context.ts";
import { cellError } from "./cell-error.ts";
import { importFrom, importModules } from "./import-modules.ts";
import { Interrupts } from "./interrupts.ts";
import { renderValue } from "./render-value.ts";

type ExecuteMessage = Extract<ToExecutor, { type: "execute" }>;
type Post = (message: FromExecutor) => void;
type CellFunction = (
  variables: object,
  meta: ImportMeta,
  require: NodeJS.Require,
) => Promise<[unknown] | undefined>;

/** A plain class instance: unlike `Object.create(null)` it has fast properties. */
class NotebookVariables {}

/** An error in code that a cell left behind (a timer, a promise), found while a later cell ran. */
export class LateCellError extends Error {
  override readonly name = "LateCellError";
  constructor(culprit: number, error: CellError) {
    super(`cell ${culprit} failed after it had ended: ${error.ename}: ${error.evalue}`);
    this.stack = `${this.name}: ${this.message}\n${error.stack}`;
  }
}

/** Runs cells one at a time in this thread, and knows for every output and error which cell it belongs to. */
export class Executor {
  readonly #post: Post;
  readonly #folder: string;
  readonly #variables = new NotebookVariables();
  readonly #load;
  readonly #require: NodeJS.Require;
  readonly #interrupts: Interrupts;
  #current: CellContext | undefined;
  #lastOwner = "";
  #late: LateCellError | undefined;

  constructor(folder: string, post: Post) {
    this.#post = post;
    this.#folder = folder;
    this.#load = importFrom(folder);
    this.#require = createRequire(join(folder, "cell.cjs"));
    this.#interrupts = new Interrupts(() => post({ type: "terminate-me" }));
  }

  /** The request whose cell runs. */
  get running(): string | undefined {
    return this.#current?.id;
  }

  /** The request to which an output written now belongs. */
  get owner(): string {
    return cellContext.getStore()?.id ?? this.#current?.id ?? this.#lastOwner;
  }

  /**
   * Runs a cell and posts `done`. An interrupt may tear down everything on the stack below this call, so whatever must
   * happen afterwards hangs on `ended`, which the interrupt itself settles.
   */
  execute(message: ExecuteMessage): void {
    const ended = Promise.withResolvers<MimeBundle | undefined>();
    const context: CellContext = {
      id: message.id,
      number: message.number,
      interrupted: false,
      fail: (error) => ended.reject(error),
    };
    this.#current = context;
    this.#lastOwner = context.id;
    void this.#finish(context, ended.promise);
    cellContext.run(context, () => {
      this.#evaluate(message).then(ended.resolve, ended.reject);
    });
  }

  /** Interrupts the cell of a request, if it is the one that runs; the one that runs when none is named. */
  interrupt(id = this.#current?.id): void {
    if (this.#current && id === this.#current.id) this.#interrupts.interrupt(this.#current);
  }

  /** Takes an error that no code caught. It fails the cell it came from, or else the cell that runs next. */
  takeUncaught(error: unknown): void {
    const culprit = cellContext.getStore() ?? this.#current;
    if (!culprit || culprit.interrupted) return;
    if (culprit === this.#current) {
      // What the cell still does must not go on behind the reader's back.
      culprit.fail(error);
      return;
    }
    const late = cellError(error);
    this.#post({ type: "late-error", owner: culprit.id, error: late });
    this.#late ??= new LateCellError(culprit.number, late);
  }

  async #evaluate({ cell }: ExecuteMessage): Promise<MimeBundle | undefined> {
    await importModules(cell.imports, this.#load, this.#variables);
    const filename = join(this.#folder, cell.file);
    const run: CellFunction = new vm.Script(cell.code, {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
    const result = await run(this.#variables, this.#meta(filename), this.#require);
    return result && renderValue(result[0]);
  }

  async #finish(context: CellContext, outcome: Promise<MimeBundle | undefined>): Promise<void> {
    let data: MimeBundle | undefined;
    let error: CellError | undefined;
    try {
      data = await outcome;
      // Rejections that nobody handles are reported after the promise jobs: give them the chance to fail this cell.
      const late = Promise.withResolvers<never>();
      context.fail = late.reject;
      await Promise.race([setImmediate(), late.promise]);
      if (this.#late) throw this.#late;
    } catch (thrown) {
      error = cellError(thrown);
    }
    this.#late = undefined;
    this.#current = undefined;
    context.fail = () => {};
    this.#post({ type: "done", id: context.id, ...(error ? { error } : data && { data }) });
  }

  #meta(filename: string): ImportMeta {
    const url = pathToFileURL(filename).href;
    return {
      url,
      filename,
      dirname: this.#folder,
      main: false,
      resolve: (specifier: string) => pathToFileURL(this.#require.resolve(specifier)).href,
    };
  }
}
