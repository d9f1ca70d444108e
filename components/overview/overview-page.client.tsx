"use client";

import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import {
  arrange,
  OVERVIEW_GROUPS,
  OVERVIEW_SORTS,
  type OverviewGroup,
  type OverviewQuery,
  type OverviewRow,
  type OverviewSort,
  toOverviewBanners,
  writeQuery,
} from "@/lib/view/overview.ts";
import { useLostSince } from "../live/use-lost.ts";
import { useOverview } from "../live/use-overview.ts";
import { useTab } from "../live/use-tab.ts";
import { Banners } from "../ui/banners.tsx";
import { Shortcuts } from "../migration/shortcuts.client.tsx";
import { PaletteKey } from "../palette/palette-key.client.tsx";
import { Logo } from "../ui/logo.tsx";
import { SignedIn } from "../ui/signed-in.tsx";
import { ConnectionMark } from "./connection-mark.tsx";
import { EmptyOverview } from "./empty-overview.tsx";
import { MigrationRow } from "./migration-row.tsx";
import { NewLink } from "./new-link.tsx";
import { useListKeys } from "./use-list-keys.ts";

/** All migrations that one may see: what needs somebody comes first. */
export function OverviewPage({
  first,
  query,
  user,
  rendered,
}: {
  first: OverviewRow[];
  /** The server's time, in milliseconds, when it rendered. */
  rendered: number;
  /** What the address asks for. */
  query: OverviewQuery;
  user: string;
}) {
  const { rows, connection } = useOverview(first);
  const lostSince = useLostSince(connection);
  const banners = toOverviewBanners(rows, {
    gone: connection === "gone",
    ...(lostSince === undefined ? {} : { lostSince }),
  });
  const [group, setGroup] = useState(query.group);
  const [sort, setSort] = useState(query.sort);
  const [text, setText] = useState(query.text);
  const wanted = useDeferredValue(text);
  const shown = useMemo(() => arrange(rows, group, wanted, sort), [rows, group, wanted, sort]);
  const attention = rows.filter((row) => row.group === "attention").length;
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useListKeys(search, list);
  useEffect(() => {
    const address = writeQuery({ group, sort, text: wanted });
    if (address !== location.search) history.replaceState(history.state, "", address || location.pathname);
  }, [group, sort, wanted]);
  useTab(
    attention > 0 ? `${attention} need attention · Crossfade` : "Migrations · Crossfade",
    attention > 0 ? "/icons/alert.svg" : "/icons/crossfade.svg",
  );
  return (
    <>
      <header className="sticky top-0 z-20 border-b border-line bg-panel">
        <div className="mx-auto flex max-w-[70rem] flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 sm:px-6">
          <Logo />
          <h1 className="text-lg">Migrations</h1>
          <span className="flex-1" />
          <ConnectionMark
            connection={connection}
            silent={rows.some(({ silentSince }) => silentSince !== undefined)}
          />
          <PaletteKey />
          <Shortcuts />
          <NewLink />
          <SignedIn user={user} />
        </div>
      </header>
      <main className="mx-auto grid max-w-[70rem] grid-cols-[minmax(0,1fr)] gap-4 px-3 py-4 sm:px-6">
        <Banners banners={banners} near={rendered} />
        {rows.length === 0 ? (
          <EmptyOverview />
        ) : (
          <>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <div role="group" aria-label="Which migrations" className="flex flex-wrap gap-1">
                {OVERVIEW_GROUPS.map((each) => (
                  <button
                    key={each.id}
                    type="button"
                    aria-pressed={group === each.id}
                    onClick={() => setGroup(each.id)}
                    className="min-h-8 rounded-md border border-transparent px-2.5 text-sm text-mut hover:border-line aria-pressed:border-edge aria-pressed:bg-panel aria-pressed:font-semibold aria-pressed:text-ink"
                  >
                    {each.label} {countOf(rows, each.id)}
                  </button>
                ))}
              </div>
              <label className="ml-auto flex w-full items-center gap-2 text-sm text-mut sm:w-auto">
                <span className="sr-only">Order</span>
                <select
                  value={sort}
                  onChange={(event) => setSort(event.target.value as OverviewSort)}
                  className="min-h-9 w-full rounded-lg border border-edge bg-panel px-2 text-ink"
                >
                  {OVERVIEW_SORTS.map(({ id, label }) => (
                    <option key={id} value={id}>
                      {label}
                    </option>
                  ))}
                </select>
              </label>
              <label className="flex w-full items-center gap-2 text-sm text-mut sm:w-64">
                <span className="sr-only">Search by title, name, stage or state</span>
                <input
                  ref={search}
                  type="search"
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                  placeholder="Search  /"
                  className="min-h-9 w-full rounded-lg border border-edge bg-panel px-3 text-ink placeholder:text-mut"
                />
              </label>
            </div>
            <p role="status" className="sr-only">
              {shown.length} of {rows.length} migrations shown
            </p>
            {shown.length === 0 ? (
              <p className="card text-mut">No migration is like that. Clear the search, or choose All.</p>
            ) : (
              <ul ref={list} className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
                {shown.map((row) => (
                  <MigrationRow key={row.key} row={row} />
                ))}
              </ul>
            )}
          </>
        )}
      </main>
    </>
  );
}

function countOf(rows: OverviewRow[], group: OverviewGroup | "all"): number {
  return group === "all" ? rows.length : rows.filter((row) => row.group === group).length;
}
