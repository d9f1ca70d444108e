"use client";

import { useEffect, useState } from "react";
import { canNotify, chooseNotices, wantsNotices } from "../live/notify-choice.ts";

type Choice = "unknown" | "none" | "on" | "off" | "denied";

/** Asks the browser for notifications, on a click and never before. Its room is kept until it is known whether there are any. */
export function NotifyToggle() {
  const [choice, setChoice] = useState<Choice>("unknown");
  useEffect(() => {
    const known = canNotify() ? (wantsNotices() ? "on" : "off") : "none";
    // After hydration: the server does not know what this browser was told.
    const timer = setTimeout(() => setChoice(known), 0);
    return () => clearTimeout(timer);
  }, []);
  return (
    <button
      type="button"
      aria-pressed={choice === "on"}
      title={
        choice === "denied"
          ? "This browser does not allow it: see its settings for this site"
          : "On a breach, a hold, a rollback, ready and completed"
      }
      onClick={() => void chooseNotices(choice !== "on").then(setChoice)}
      className={`no-print min-h-7 rounded-md border border-line px-2 text-sm text-mut hover:border-edge aria-pressed:border-edge aria-pressed:text-ink ${choice === "none" || choice === "unknown" ? "invisible" : ""}`}
    >
      {choice === "denied" ? "Not allowed" : "Notify me"}
    </button>
  );
}
