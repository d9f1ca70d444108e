"use client";

import { memo, useMemo, useState } from "react";
import { inGroup, JOURNAL_GROUPS, type JournalGroup, toJournalLine } from "@/lib/view/journal.ts";
import type { JournalPage } from "../live/use-journal.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { CommandForm } from "./command-form.client.tsx";
import { JournalTable } from "./journal-table.tsx";

const SHOWN = 25;

function JournalSectionPlain({
  page,
  path,
  near,
  mayNote,
}: {
  page: JournalPage;
  /** `namespace/name`. */
  path: string;
  near: number;
  mayNote: boolean;
}) {
  const [group, setGroup] = useState<JournalGroup>("all");
  const [shown, setShown] = useState(SHOWN);
  const matching = useMemo(
    () => page.entries.filter((entry) => inGroup(entry.kind, group)).reverse(),
    [page.entries, group],
  );
  const lines = useMemo(() => matching.slice(0, shown).map(toJournalLine), [matching, shown]);
  const length = page.entries.at(-1)?.seq ?? 0;
  return (
    <section id="journal" aria-labelledby="journal-title" className="card">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="journal-title" className="section-title">
          Journal
        </h2>
        <Chip
          chip={
            page.verified
              ? { word: `chain of ${length} verified`, tone: "pass", icon: "check" }
              : { word: "the chain does not verify", tone: "bad", icon: "cross" }
          }
        />
        <span className="flex-1" />
        <div className="no-print flex flex-wrap gap-1" role="group" aria-label="Kinds of entries">
          {JOURNAL_GROUPS.map((each) => (
            <button
              key={each.id}
              type="button"
              aria-pressed={group === each.id}
              onClick={() => setGroup(each.id)}
              className="min-h-7 rounded-md border border-transparent px-2 text-xs text-mut hover:border-line aria-pressed:border-edge aria-pressed:bg-soft aria-pressed:font-semibold aria-pressed:text-ink"
            >
              {each.label}
            </button>
          ))}
          <CsvButton path={path} />
        </div>
      </div>
      <JournalTable lines={lines} near={near} />
      <div className="no-print mt-2 flex flex-wrap items-end gap-3">
        {matching.length > shown ? (
          <Button type="button" look="small" onClick={() => setShown(shown + 4 * SHOWN)}>
            Show {Math.min(4 * SHOWN, matching.length - shown)} older entries
          </Button>
        ) : null}
        {mayNote ? (
          <CommandForm kind="note" className="ml-auto flex flex-wrap items-end gap-2">
            <label className="grid gap-0.5 text-xs text-mut">
              A line for the record
              <input
                type="text"
                name="reason"
                required
                maxLength={1000}
                className="min-h-8 w-64 max-w-full rounded-md border border-edge bg-panel px-2 text-sm text-ink"
              />
            </label>
            <Button type="submit" look="small">
              Add note
            </Button>
          </CommandForm>
        ) : null}
      </div>
    </section>
  );
}

/** A link cannot ask for CSV, since what it accepts is the browser's to say. */
function CsvButton({ path }: { path: string }) {
  const [failed, setFailed] = useState(false);
  async function download(): Promise<void> {
    const response = await fetch(`/api/v1/migrations/${path}/journal?limit=10000`, {
      headers: { accept: "text/csv" },
    }).catch(() => undefined);
    setFailed(!response?.ok);
    if (!response?.ok) return;
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = `${path.replace("/", "-")}-journal.csv`;
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <button
      type="button"
      onClick={() => void download()}
      className="min-h-7 rounded-md px-2 text-xs text-mut underline decoration-line underline-offset-2 hover:decoration-ink"
    >
      CSV{failed ? " could not be fetched" : ""}
    </button>
  );
}

export const JournalSection = memo(JournalSectionPlain);
