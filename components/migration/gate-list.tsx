import type { ReactNode } from "react";
import type { GateLine } from "@/lib/view/gate-line.ts";
import { Icon } from "../ui/icon.tsx";
import { TONE_TEXT } from "../ui/tone.ts";

/** Conditions, each with how it stands. `action` may add something to do to a line. */
export function GateList({ lines, action }: { lines: GateLine[]; action?: (line: GateLine) => ReactNode }) {
  return (
    <ul className="grid gap-1.5 text-sm">
      {lines.map((line) => (
        <li key={line.gate} className="grid grid-cols-[18px_1fr] gap-x-1.5 sm:grid-cols-[18px_1fr_auto]">
          <span className={`mt-1 ${TONE_TEXT[line.tone]}`}>
            <Icon name={line.icon} word={`${line.word}:`} />
          </span>
          <span className={line.tone === "pass" ? "text-mut" : ""}>
            {line.href === undefined ? (
              line.text
            ) : (
              <a href={line.href} className="decoration-line underline-offset-2 hover:underline">
                {line.text}
              </a>
            )}
          </span>
          <span className="col-start-2 text-mut sm:col-start-3 sm:text-right">{line.detail}</span>
          {action ? <span className="col-start-2 sm:col-end-4">{action(line)}</span> : null}
        </li>
      ))}
    </ul>
  );
}
