import type { CommandBody } from "@/lib/core/engine/command.ts";
import type { CommandKind } from "@/lib/core/journal/entry.ts";
import type { MigrationDocument } from "@/lib/view/document.ts";
import { type ActionAnswer, type CommandAnswer, fromAction } from "@/lib/view/outcome.ts";

export type SendResult = CommandAnswer & { document?: MigrationDocument };

/** Server actions by the command that they send: what the page is given for everything but rollback, hold and drain. */
export type CommandActions = Partial<
  Record<CommandKind, (before: undefined, form: FormData) => Promise<ActionAnswer>>
>;

const GIVE_UP_MS = 12_000;

/** Sends a command to the route. No answer is `unknown`: it may have happened. */
export async function postCommand(
  { namespace, name }: { namespace: string; name: string },
  body: CommandBody,
): Promise<SendResult> {
  const path = `/api/v1/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/commands`;
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(GIVE_UP_MS),
    keepalive: true,
  }).catch(() => undefined);
  if (response === undefined || response.status >= 500) return { outcome: "unknown", reasons: [] };
  const answer = (await response.json().catch(() => undefined)) as Answered | undefined;
  if (answer === undefined) return { outcome: "unknown", reasons: [] };
  if ("error" in answer) return { outcome: "failed", message: answer.error.message };
  return answer;
}

type Answered = SendResult | { error: { code: string; message: string } };

/** Sends a command by its server action. */
export async function actCommand(
  action: NonNullable<CommandActions[CommandKind]>,
  target: { namespace: string; name: string },
  body: CommandBody,
): Promise<SendResult> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ ...target, ...body })) form.set(field, String(value));
  return fromAction(await action(undefined, form));
}
