"use client";

import { lazy, Suspense, useEffect, useState } from "react";

const HelpSheet = lazy(() => import("./help-sheet.client.tsx"));

/**
 * A letter brings the focus to its button and Enter presses it: nobody rolls back by leaning on a key. Letters are left alone in
 * fields and with modifiers.
 */
export function Shortcuts() {
  const [help, setHelp] = useState(false);
  const [hint, setHint] = useState("");

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") {
        event.preventDefault();
        setHelp(true);
        return;
      }
      const key = event.key.toUpperCase();
      if (!/^[AHR]$/.test(key)) return;
      const button = document.querySelector<HTMLButtonElement>(`button[data-key="${key}"]`);
      if (!button) return;
      event.preventDefault();
      button.focus();
      setHint(
        button.ariaDisabled === "true" ? "" : `Press Enter to ${button.innerText.split("\n")[0] ?? ""}`,
      );
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <p role="status" className="sr-only">
        {hint}
      </p>
      <button
        type="button"
        onClick={() => setHelp(true)}
        className="no-print hidden size-7 place-items-center rounded-md border border-line text-sm text-mut hover:border-edge lg:grid"
        aria-label="Keyboard shortcuts"
      >
        ?
      </button>
      {help ? (
        <Suspense fallback={null}>
          <HelpSheet onClose={() => setHelp(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
