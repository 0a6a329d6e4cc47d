import { createHash, randomBytes } from "node:crypto";

interface Ticket {
  user: string;
  expires: number;
}

/** Milliseconds. */
const defaultLifetime = 10 * 60 * 1000;
const maxTickets = 1000;

const hashOf = (ticket: string) => createHash("sha256").update(ticket).digest("hex");

/** Secrets of links that sign somebody in: each works once and for a time. They are gone when the Hub ends. */
export class LoginTickets {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param options.lifetime milliseconds; default: 10 minutes */
  create(user: string, { lifetime = defaultLifetime }: { lifetime?: number } = {}): string {
    for (const [hash, { expires }] of this.#tickets)
      if (expires <= this.#now() || this.#tickets.size >= maxTickets) this.#tickets.delete(hash);
    const ticket = randomBytes(24).toString("base64url");
    this.#tickets.set(hashOf(ticket), { user, expires: this.#now() + lifetime });
    return ticket;
  }

  /** Whose ticket it is, which is not valid any more after this; undefined for one that was used or has expired. */
  use(ticket: string): string | undefined {
    const hash = hashOf(ticket);
    const found = this.#tickets.get(hash);
    this.#tickets.delete(hash);
    return found && found.expires > this.#now() ? found.user : undefined;
  }
}
