"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import type { CommandBody } from "@/lib/core/engine/command.ts";
import type { CommandKind } from "@/lib/core/journal/entry.ts";
import type { CommandContext } from "@/lib/view/control.ts";
import type { SentView } from "@/lib/view/sent.ts";
import { actCommand, type CommandActions, postCommand, type SendResult } from "./send-command.ts";

export type CommandExtras = Pick<CommandBody, "reason" | "to" | "approval" | "evidence" | "force">;

type Commands = {
  /** The page's own token, from which forms without JavaScript take their ids. */
  seed: string;
  context: CommandContext;
  pending: CommandKind | undefined;
  last: SentView | undefined;
  send: (id: string, kind: CommandKind, extras: CommandExtras) => Promise<void>;
  dismiss: () => void;
};

const Context = createContext<Commands | undefined>(undefined);

/** These never wait behind another action, and need nothing but the route. */
const BY_ROUTE = new Set<CommandKind>(["rollback", "hold", "drain"]);
const ASK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export function CommandsProvider({
  seed,
  context,
  actions,
  first,
  children,
}: {
  seed: string;
  context: CommandContext;
  actions: CommandActions;
  first?: SentView | undefined;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const [pending, setPending] = useState<CommandKind>();
  const [last, setLast] = useState<SentView | undefined>(first);
  const latest = useRef(0);
  const { namespace, name, stage, planHash } = context;

  const send = useCallback(
    async (id: string, kind: CommandKind, extras: CommandExtras) => {
      latest.current += 1;
      const mine = latest.current;
      const body: CommandBody = { id, kind, stage, planHash, ...extras };
      setPending(kind);
      await askUntilKnown(
        () => {
          const action = BY_ROUTE.has(kind) ? undefined : actions[kind];
          return action
            ? actCommand(action, { namespace, name }, body)
            : postCommand({ namespace, name }, body);
        },
        (answer) => {
          if ("document" in answer && answer.document) {
            client.setQueryData(["migration", `${namespace}/${name}`], answer.document);
          }
          // A newer command has taken the place where outcomes are said.
          if (mine === latest.current) setLast({ kind, answer });
        },
      );
      if (mine === latest.current) setPending(undefined);
    },
    [actions, client, namespace, name, stage, planHash],
  );

  const dismiss = useCallback(() => setLast(undefined), []);
  const value = useMemo(
    () => ({ seed, context, pending, last, send, dismiss }),
    [seed, context, pending, last, send, dismiss],
  );
  return <Context value={value}>{children}</Context>;
}

/** Asks again with the same id while nobody knows what became of it: the same id never does a thing twice. */
async function askUntilKnown(
  ask: () => Promise<SendResult>,
  onAnswer: (answer: SendResult) => void,
): Promise<void> {
  for (const wait of [...ASK_AGAIN_MS, 0]) {
    const answer = await ask().catch((): SendResult => ({ outcome: "unknown", reasons: [] }));
    onAnswer(answer);
    if (answer.outcome !== "unknown" || wait === 0) return;
    await untilOnline(wait);
  }
}

function untilOnline(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      if (navigator.onLine) resolve();
      else window.addEventListener("online", () => resolve(), { once: true });
    }, waitMs);
  });
}

export function useCommands(): Commands {
  const commands = use(Context);
  if (!commands) throw new Error("a command outside of CommandsProvider");
  return commands;
}
