import type { ReactNode } from "react";
import type { GateLine } from "@/lib/view/gate-line.ts";
import { CheckRow } from "../ui/check-row.tsx";
import { TONE_TEXT } from "../ui/tone.ts";

/** Conditions, each with how it stands. `action` may add something to do to a line. */
export function GateList({ lines, action }: { lines: GateLine[]; action?: (line: GateLine) => ReactNode }) {
  return (
    <ul className="grid gap-1.5">
      {lines.map((line) => (
        <CheckRow
          key={line.gate}
          icon={line.icon}
          word={`${line.word}:`}
          tone={TONE_TEXT[line.tone]}
          text={
            <span className={line.tone === "pass" ? "text-mut" : ""}>
              {line.href === undefined ? (
                line.text
              ) : (
                <a href={line.href} className="decoration-line underline-offset-2 hover:underline">
                  {line.text}
                </a>
              )}
            </span>
          }
          detail={line.detail}
        >
          {action?.(line)}
        </CheckRow>
      ))}
    </ul>
  );
}
