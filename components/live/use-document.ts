import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { MigrationDocument } from "@/lib/view/document.ts";
import { rememberByHand } from "./by-hand-memory.ts";
import { recordDocument } from "./history.ts";
import { serverNow, tickWithDocument } from "./now.ts";
import { followLive, type LiveState } from "./shared-stream.ts";

/** A quiet stream sends nothing while nothing changes: after this long the figures' age is asked for. */
const QUIET_MS = 10_000;

/**
 * What `select` makes of a live document. Parts that stay the same keep their identity, so that sections which are memoised on them are not
 * drawn again.
 */
export function useSelected<T>(document: MigrationDocument, select: (document: MigrationDocument) => T): T {
  const { namespace, name } = document.migration.metadata;
  const { data } = useQuery({
    queryKey: ["migration", `${namespace}/${name}`],
    queryFn: ({ signal }) => fetchDocument(namespace, name, signal),
    initialData: document,
    select,
  });
  return data;
}

/** One Migration, live: what the server rendered first, then what the stream says. */
export function useDocument(first: MigrationDocument): {
  document: MigrationDocument;
  connection: LiveState;
} {
  const { namespace, name } = first.migration.metadata;
  const key = `${namespace}/${name}`;
  const client = useQueryClient();
  const [connection, setConnection] = useState<LiveState>("connecting");
  const { data: document } = useQuery({
    queryKey: ["migration", key],
    queryFn: ({ signal }) => fetchDocument(namespace, name, signal),
    initialData: first,
  });

  useEffect(() => {
    recordDocument(first);
    rememberByHand(first);
    return followLive(key, {
      onDocument(next) {
        tickWithDocument();
        recordDocument(next);
        rememberByHand(next);
        client.setQueryData(["migration", key], next);
      },
      onAll: () => {},
      onState: setConnection,
    });
  }, [client, key, first]);

  useEffect(() => {
    if (connection !== "live") return;
    const timer = setInterval(() => {
      const shown = client.getQueryData<MigrationDocument>(["migration", key]);
      if (shown && serverNow() - Date.parse(shown.asOf) > QUIET_MS) {
        void client.refetchQueries({ queryKey: ["migration", key] });
      }
    }, QUIET_MS / 2);
    return () => clearInterval(timer);
  }, [client, connection, key]);

  return { document, connection };
}

async function fetchDocument(
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<MigrationDocument> {
  const path = `/api/v1/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  const response = await fetch(path, { signal, cache: "no-store" });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()) as MigrationDocument;
}
