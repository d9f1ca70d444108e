import type { ProblemView } from "@/lib/view/new-migration.ts";
import { plural } from "@/lib/view/format.ts";
import { Icon } from "../ui/icon.tsx";

/** Every problem beside the line that it is about. */
export function ProblemList({ problems, onGo }: { problems: ProblemView[]; onGo: (line: number) => void }) {
  return (
    <>
      <h2 className="flex items-center gap-2 text-md text-bad">
        <Icon name="cross" />
        {plural(problems.length, "problem")}
      </h2>
      <Lines lines={problems} onGo={onGo} />
    </>
  );
}

export function Lines({ lines, onGo }: { lines: ProblemView[]; onGo?: (line: number) => void }) {
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {lines.map(({ line, source, path, message }) => (
        <li key={`${path} ${message}`} className="grid grid-cols-[minmax(0,1fr)] gap-1">
          {line === undefined ? null : (
            <div className="flex items-baseline gap-3 rounded-md bg-soft px-2 py-1 font-mono text-xs">
              <LineNumber line={line} onGo={onGo} />
              <code className="min-w-0 overflow-hidden text-ellipsis whitespace-pre">{source}</code>
            </div>
          )}
          <p className="text-sm">
            <code className="font-mono text-xs break-all">{path}</code> {message}
          </p>
        </li>
      ))}
    </ol>
  );
}

function LineNumber({ line, onGo }: { line: number; onGo: ((line: number) => void) | undefined }) {
  if (onGo === undefined) return <span className="text-mut">{line}</span>;
  return (
    <button
      type="button"
      onClick={() => onGo(line)}
      aria-label={`Go to line ${line}`}
      className="min-h-6 min-w-8 text-right underline underline-offset-2"
    >
      {line}
    </button>
  );
}
