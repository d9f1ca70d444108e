import type { HandCommand } from "@/lib/view/by-hand.ts";
import { CopyButton } from "./copy-button.client.tsx";

/** What a person does at a terminal, in this order, each to be copied. */
export function HandCommands({ commands, className = "" }: { commands: HandCommand[]; className?: string }) {
  return (
    <ol className={`grid gap-2.5 text-ink ${className}`}>
      {commands.map((command) => (
        <li key={command.label} className="grid gap-1">
          <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
            <span>{command.label}</span>
            <CopyButton label="Copy" about={command.label} text={command.text} />
          </p>
          <pre
            tabIndex={0}
            aria-label={command.label}
            className="max-h-20 lg:max-h-40 overflow-auto rounded-md border border-line bg-panel p-2 font-mono text-2xs whitespace-pre-wrap wrap-anywhere"
          >
            {command.text}
          </pre>
        </li>
      ))}
    </ol>
  );
}
