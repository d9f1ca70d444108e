"use client";

import { lazy, Suspense, useEffect, useState } from "react";

const Palette = lazy(() => import("./palette.client.tsx"));

/** Ctrl-K or Cmd-K opens the palette; it is fetched when it is first wanted. `migration`: the path of the page's own. */
export function PaletteKey({ migration }: { migration?: string }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.ctrlKey || event.metaKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setOpen(true);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label="Go to…"
        aria-keyshortcuts="Control+K Meta+K"
        className="no-print grid min-h-7 place-items-center rounded-md border border-line px-2 text-sm text-mut hover:border-edge"
      >
        Go to…
      </button>
      {open ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} {...(migration === undefined ? {} : { migration })} />
        </Suspense>
      ) : null}
    </>
  );
}
