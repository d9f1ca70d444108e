import { randomUUID } from "node:crypto";
import type { MigrationDocument } from "../../lib/view/document.ts";
import { MIGRATION, pause, type User, type World } from "./sandbox.ts";

export const PATH = `/api/v1/migrations/${MIGRATION.namespace}/${MIGRATION.name}`;
type Answer = { outcome: string; reasons: { code: string; message: string }[]; entry?: number };

/** The HTTP contract with a bearer token, as a program would use it. */
export function apiOf(world: World, user: User) {
  const headers = { authorization: `Bearer ${world.sandbox().users[user]}` };
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${world.url}${path}`, { ...init, headers: { ...headers, ...init.headers } });
  const document = async (): Promise<MigrationDocument> => {
    const answer = await call(PATH);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as MigrationDocument;
  };
  const post = (body: unknown): Promise<Response> =>
    call(`${PATH}/commands`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    call,
    document,
    post,
    status: async () =>
      (await document()).migration.status as {
        state: string;
        stage: string;
        planHash: string;
        weight: number;
        share?: number;
        hold?: { code: string; reason: string };
      },
    /** A command for what stands now. */
    async command(kind: string, fields: object = {}): Promise<{ status: number; body: Answer; id: string }> {
      const { stage, planHash } = (await document()).migration.status as { stage: string; planHash: string };
      const id = randomUUID();
      const answer = await post({ id, kind, stage, planHash, ...fields });
      return { status: answer.status, body: (await answer.json()) as Answer, id };
    },
    journal: async () =>
      (await (await call(`${PATH}/journal?limit=1000`)).json()) as {
        entries: JournalLine[];
        verified: boolean;
      },
  };
}

export type JournalLine = {
  seq: number;
  at: string;
  kind: string;
  actor: string;
  commandId?: string;
  from?: string | number;
  to?: string | number;
  reason?: string;
};

/** Waits for something to become true of the world; says what it last saw when it does not. */
export async function eventually<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  withinMs: number,
): Promise<T> {
  const until = Date.now() + withinMs;
  let seen: T | undefined;
  let trouble: unknown;
  while (Date.now() < until) {
    try {
      seen = await look();
      if (holds(seen)) return seen;
    } catch (error) {
      trouble = error;
    }
    await pause(250);
  }
  throw new Error(
    `it did not come about; last seen: ${JSON.stringify(seen)?.slice(0, 2_000)} ${trouble === undefined ? "" : String(trouble)}`,
  );
}
