"use client";

import { type ChangeEvent, useActionState, useEffect, useRef, useState } from "react";
import type { NewMigrationView } from "@/lib/view/new-migration.ts";
import { Button } from "../ui/button.tsx";
import { PlaceField } from "./place-field.tsx";
import { PlanPreview } from "./plan-preview.tsx";
import { ProblemList } from "./problem-list.tsx";
import { Refusal } from "./refusal.tsx";

type Fields = { text: string; namespace: string; name: string };
type Answer = Fields & { view: NewMigrationView };
type Propose = (before: Answer | undefined, form: FormData) => Promise<Answer>;

/** What the server takes in one form, with room for the other fields. */
const MOST_CHARACTERS = 60_000;
const NONE: Fields = { text: "", namespace: "", name: "" };

/** A plan as text, and what the server says of it. A plain form: it works before hydration and without JavaScript. */
export function NewMigrationForm({ propose }: { propose: Propose }) {
  const [answer, send, pending] = useActionState(propose, undefined);
  const [fields, setFields] = useState<Fields>(answer ?? NONE);
  const [tooLarge, setTooLarge] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const result = useRef<HTMLElement>(null);
  useEffect(() => {
    if (answer !== undefined) result.current?.focus();
  }, [answer]);

  const view = answer?.view;
  const same =
    answer !== undefined &&
    (["text", "namespace", "name"] as const).every((each) => answer[each] === fields[each]);
  const checked = view?.state === "checked" && same;

  async function readFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = event.target.files?.[0];
    if (file === undefined) return;
    const large = file.size > MOST_CHARACTERS;
    setTooLarge(large ? `${file.name} is larger than ${MOST_CHARACTERS / 1_000} KB: a plan is not.` : "");
    if (!large) setFields({ ...fields, text: (await file.text()).replaceAll("\r\n", "\n") });
    // The text is what is sent, and the same file can be chosen again after it was edited.
    event.target.value = "";
  }

  return (
    <form action={send} aria-busy={pending} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <section aria-label="Plan" className="card grid grid-cols-[minmax(0,1fr)] gap-4">
        <p className="text-mut">
          Paste a Migration as YAML, whole or its spec alone. Checking changes nothing; creating starts
          nothing: a new migration waits for Start.
        </p>
        <div className="grid gap-3 sm:grid-cols-3">
          <PlaceField
            name="namespace"
            label="Namespace"
            value={fields.namespace}
            onChange={(namespace) => setFields({ ...fields, namespace })}
          />
          <PlaceField
            name="name"
            label="Name"
            value={fields.name}
            onChange={(name) => setFields({ ...fields, name })}
          />
          <label className="grid content-start gap-1 text-sm font-semibold">
            File
            <input
              type="file"
              name="file"
              accept=".yaml,.yml,.json,text/plain"
              onChange={(event) => void readFile(event)}
              className="min-h-9 w-full min-w-0 text-sm font-normal text-mut file:mr-3 file:min-h-9 file:rounded-lg file:border file:border-line file:bg-soft file:px-3 file:font-semibold file:text-ink"
            />
            <span className="text-xs font-normal text-mut">or paste below</span>
          </label>
        </div>
        <label className="grid gap-1 text-sm font-semibold">
          Plan
          <textarea
            ref={area}
            name="plan"
            rows={16}
            wrap="off"
            spellCheck={false}
            autoComplete="off"
            maxLength={MOST_CHARACTERS}
            value={fields.text}
            onChange={(event) => setFields({ ...fields, text: event.target.value })}
            className="w-full rounded-lg border border-edge bg-panel p-3 font-mono text-xs leading-5 font-normal whitespace-pre"
          />
        </label>
        <p role="alert" className="text-sm font-semibold text-bad empty:hidden">
          {tooLarge}
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" name="do" value="check" look="plain" className="w-full! sm:w-40!">
            {pending ? "Checking…" : "Check"}
          </Button>
          <Button
            type={checked ? "submit" : "button"}
            name="do"
            value="create"
            look="primary"
            off={!checked}
            aria-describedby="create-why"
            className="w-full! sm:w-40!"
          >
            Create
          </Button>
          <span id="create-why" className="text-sm text-mut">
            {whyNot(view, same)}
          </span>
        </div>
      </section>
      {view === undefined || view.state === "made" ? null : (
        <section
          ref={result}
          tabIndex={-1}
          aria-label="What the server says"
          className={`card grid grid-cols-[minmax(0,1fr)] gap-4 outline-none ${same ? "" : "border-dashed border-edge"}`}
        >
          {same ? null : (
            <p className="text-sm font-semibold text-wait">
              This was said of the text before you changed it.
            </p>
          )}
          {view.state === "problems" ? (
            <ProblemList problems={view.problems} onGo={(line) => goTo(area.current, line)} />
          ) : view.state === "refused" ? (
            <Refusal refusal={view} />
          ) : (
            <PlanPreview preview={view} />
          )}
        </section>
      )}
    </form>
  );
}

function whyNot(view: NewMigrationView | undefined, same: boolean): string {
  if (view === undefined) return "Check it first: then you see what it will do.";
  if (!same) return "The text has changed: check it again.";
  if (view.state === "problems") return "Mend the problems below first.";
  if (view.state === "refused") return "Not as things stand: see below.";
  return "Creates the migration, not started.";
}

/** Marks a line of the text and brings it into view. */
function goTo(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 4) * height);
  area.scrollLeft = 0;
}
