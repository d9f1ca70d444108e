"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import type { CommandKind } from "@/lib/core/journal/entry.ts";
import { newId } from "../live/new-id.ts";
import { type CommandExtras, useCommands } from "./commands.client.tsx";

/**
 * A command as a plain form to the commands route: it works before hydration and without JavaScript. Once hydrated the same fields go
 * by fetch or server action, and the outcome is said on the page. Each intended click has an id of its own.
 */
export function CommandForm({
  kind,
  slot,
  extras = {},
  off = false,
  className,
  children,
}: {
  kind: CommandKind;
  /** Tells forms of the same kind apart. */
  slot?: string;
  extras?: CommandExtras;
  /** Submitting does nothing: the button says why. */
  off?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { context, seed, send, pending } = useCommands();
  const [id, setId] = useState(`${seed}-${slot ?? kind}`);
  const [asked, setAsked] = useState(false);
  const { namespace, name, stage, planHash } = context;
  const path = `/api/v1/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/commands`;

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (off || pending === kind) return;
    const typed = typedFields(new FormData(event.currentTarget));
    const form = event.currentTarget;
    void send(id, kind, { ...extras, ...typed }).then(() => {
      setId(newId());
      if (typed.reason !== undefined) form.reset();
    });
  }

  return (
    <form
      method="post"
      action={path}
      onSubmit={submit}
      aria-busy={pending === kind}
      // A button that cannot be used says why when it is pressed: not everybody has a keyboard to focus it with.
      onClick={() => setAsked(true)}
      data-asked={off && asked ? true : undefined}
      className={`group aria-busy:opacity-60 ${className ?? ""}`}
    >
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="stage" value={stage} />
      <input type="hidden" name="planHash" value={planHash} />
      {Object.entries(extras).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={String(value)} />
      ))}
      {children}
    </form>
  );
}

/** What was typed or chosen beside the hidden fields. */
function typedFields(data: FormData): CommandExtras {
  const reason = textOf(data.get("reason"));
  const to = textOf(data.get("to"));
  return { ...(reason === undefined ? {} : { reason }), ...(to === undefined ? {} : { to }) };
}

function textOf(value: FormDataEntryValue | null): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
