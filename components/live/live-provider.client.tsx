"use client";

import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

// What a document changes is drawn in the task that brought it, with the clock and the charts, and not in one of its own.
notifyManager.setScheduler(queueMicrotask);

/** The page's cache of what the server said. The stream writes into it; nothing is fetched again by itself. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: 1 },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
