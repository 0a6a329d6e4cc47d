import { Hono } from "hono";
import { z } from "zod";
import { askForToken } from "../api/ask-for-token.ts";
import type { HubContext, HubEnv } from "../api/hub-env.ts";
import { repoOf } from "../api/repo-path.ts";
import { body, count, one, query } from "../api/request-body.ts";
import { type LfsLock, lockJson } from "../database/lfs-locks.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { Access } from "../service/permissions.ts";
import { signedIn } from "../service/permissions.ts";
import { checkPath } from "../store/check-path.ts";

const number = z.string().regex(/^\d{1,15}$/);
/** Locks hold for the whole repository here, whatever branch a client names. */
const ref = z.object({ name: z.string() }).nullish();

const lockBody = z.object({ path: z.string(), ref });
const unlockBody = z.object({ force: z.boolean().default(false), ref });
const verifyBody = z.object({
  cursor: number.or(z.literal("")).optional(),
  limit: z.int().nonnegative().optional(),
  ref,
});
const listQuery = z.object({
  path: one(z.string()).optional(),
  id: one(number).optional(),
  cursor: one(number).optional(),
  limit: count(1000).optional(),
  refspec: one(z.string()).optional(),
});

const pageSize = 100;

/** The locking API of git-lfs, which asks for others' locks before each push. */
export function lockRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const { locks } = service;

  const open = (context: HubContext, access: Access) => {
    const { type, id } = repoOf(context);
    const viewer = context.get("viewer");
    return askForToken(viewer, () => service.see(viewer, type, id, access));
  };

  /** A page, and where the next one begins. */
  const page = (key: string, filter: { path?: string; id?: string; after?: string }, asked?: number) => {
    const limit = Math.min(asked || pageSize, 1000);
    const found = locks.list(key, { ...filter, limit: limit + 1 });
    const shown = found.slice(0, limit);
    return { shown, ...(found.length > limit && { next_cursor: shown.at(-1)?.id }) };
  };

  for (const prefix of ["/:types{datasets|spaces}/:owner/:name", "/:owner/:name"]) {
    const route = `${prefix}/info/lfs/locks` as const;

    app.get(route, (context) => {
      const { key } = open(context, "read");
      const { path, id, cursor, limit } = query(context, listQuery);
      const filter = {
        ...(path !== undefined && { path }),
        ...(id && { id }),
        ...(cursor && { after: cursor }),
      };
      const { shown, ...next } = page(key, filter, limit);
      return answer(context, { locks: shown.map(lockJson), ...next });
    });

    app.post(route, body(lockBody), (context) => {
      const { key } = open(context, "write");
      const lock = locks.lock(
        key,
        checkPath(context.req.valid("json").path),
        signedIn(context.get("viewer")).name,
      );
      return answer(context, { lock: lockJson(lock) }, 201);
    });

    app.post(`${route}/verify`, body(verifyBody), (context) => {
      const { key } = open(context, "write");
      const { cursor, limit } = context.req.valid("json");
      const { shown, ...next } = page(key, cursor ? { after: cursor } : {}, limit);
      const own = (lock: LfsLock) => lock.user === signedIn(context.get("viewer")).name;
      return answer(context, {
        ours: shown.filter(own).map(lockJson),
        theirs: shown.filter((lock) => !own(lock)).map(lockJson),
        ...next,
      });
    });

    app.post(`${route}/:lock{[0-9]+}/unlock`, body(unlockBody), (context) => {
      const { key } = open(context, "write");
      const [lock] = locks.list(key, { id: context.req.param("lock") ?? "", limit: 1 });
      if (!lock)
        throw new HubError("EntryNotFound", "no such lock; list those there are with: git lfs locks");
      if (lock.user !== signedIn(context.get("viewer")).name && !context.req.valid("json").force)
        throw new HubError("Forbidden", `the lock is of ${lock.user}; to remove it all the same add --force`);
      locks.remove(key, lock.id);
      return answer(context, { lock: lockJson(lock) });
    });
  }
  return app;
}

function answer(context: HubContext, json: object, status: 200 | 201 = 200): Response {
  context.header("Content-Type", "application/vnd.git-lfs+json");
  return context.body(JSON.stringify(json), status);
}
