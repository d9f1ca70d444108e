import { useEffect, useState } from "react";
import type { MigrationDocument } from "@/lib/view/document.ts";
import { type OverviewRow, toOverviewRow } from "@/lib/view/overview.ts";
import { followLive, type LiveState } from "./shared-stream.ts";

/** Updates are gathered for so long before the list is drawn again: five hundred may come in a second. */
const GATHER_MS = 500;

/** All Migrations one may see, live. Only the rows are kept: a list does not need whole documents. */
export function useOverview(first: OverviewRow[]): { rows: OverviewRow[]; connection: LiveState } {
  const [rows, setRows] = useState(first);
  const [connection, setConnection] = useState<LiveState>("connecting");

  useEffect(() => {
    const waiting = new Map<string, OverviewRow>();
    let timer: ReturnType<typeof setTimeout> | undefined;

    function flush(): void {
      timer = undefined;
      const changed = new Map(waiting);
      waiting.clear();
      setRows((before) => merge(before, changed));
    }

    const leave = followLive("all", {
      onDocument(document: MigrationDocument) {
        const row = toOverviewRow(document);
        waiting.set(row.key, row);
        timer ??= setTimeout(flush, GATHER_MS);
      },
      onAll(documents) {
        waiting.clear();
        setRows(documents.map(toOverviewRow));
      },
      onState: setConnection,
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, []);

  return { rows, connection };
}

function merge(before: OverviewRow[], changed: Map<string, OverviewRow>): OverviewRow[] {
  const known = before.map((row) => {
    const next = changed.get(row.key);
    changed.delete(row.key);
    return next ?? row;
  });
  return [...known, ...changed.values()];
}
