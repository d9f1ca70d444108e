import { useQuery } from "@tanstack/react-query";
import type { Entry } from "@/lib/core/journal/entry.ts";

export type JournalPage = { entries: Entry[]; verified: boolean };

/** What the page keeps of a long history: the newest so many. */
const KEEP = 2_000;

/**
 * The journal up to `length`, fetched again from its end whenever the document says that it has grown. `first` is what the server
 * rendered: its newest entries.
 */
export function useJournal(path: string, length: number, first: JournalPage): JournalPage {
  const { data } = useQuery({
    queryKey: ["journal", path, length],
    queryFn: async ({ client, signal }): Promise<JournalPage> => {
      const before = client
        .getQueriesData<JournalPage>({ queryKey: ["journal", path] })
        .map(([, page]) => page)
        .filter((page) => page !== undefined)
        .sort((one, other) => lastOf(one) - lastOf(other))
        .at(-1);
      const whole = before && before.entries[0]?.seq === 1;
      const after = whole ? lastOf(before) : 0;
      const page = await fetchPage(path, after, signal);
      return {
        entries: [...(whole ? before.entries : []), ...page.entries].slice(-KEEP),
        verified: page.verified,
      };
    },
    placeholderData: (previous) => previous ?? first,
    gcTime: 60_000,
  });
  return data ?? first;
}

function lastOf(page: JournalPage): number {
  return page.entries.at(-1)?.seq ?? 0;
}

async function fetchPage(path: string, after: number, signal: AbortSignal): Promise<JournalPage> {
  const response = await fetch(`/api/v1/migrations/${path}/journal?after=${after}&limit=10000`, {
    signal,
    cache: "no-store",
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()) as JournalPage;
}
