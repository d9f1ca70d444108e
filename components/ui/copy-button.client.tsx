"use client";

import { useState } from "react";
import { Button } from "./button.tsx";

/** Copies a text, and says that it did. */
export function CopyButton({
  label,
  about,
  text,
}: {
  label: string;
  /** What is copied, for whoever does not see where the button stands. */
  about?: string;
  text: string;
}) {
  const [said, setSaid] = useState<"copied" | "select it by hand">();
  async function copy(): Promise<void> {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(done ? "copied" : "select it by hand");
    setTimeout(() => setSaid(undefined), 4_000);
  }
  return (
    <span className="no-print inline-flex items-center gap-2">
      <Button type="button" look="small" onClick={() => void copy()}>
        {label}
        {about === undefined ? null : <span className="sr-only">: {about}</span>}
      </Button>
      <span role="status" className="text-xs text-mut">
        {said}
      </span>
    </span>
  );
}
