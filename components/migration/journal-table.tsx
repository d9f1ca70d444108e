import type { JournalLine } from "@/lib/view/journal.ts";
import { TONE_TEXT } from "../ui/tone.ts";
import { When } from "../ui/when.client.tsx";

/** What happened, newest first. On a phone each entry is a small block. */
export function JournalTable({ lines, near }: { lines: JournalLine[]; near: number }) {
  if (lines.length === 0) return <p className="text-mut">Nothing of this kind has happened yet.</p>;
  return (
    <table className="block w-full text-sm sm:table">
      <thead className="sr-only">
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">From and to</th>
          <th scope="col">Why</th>
          <th scope="col">Entry</th>
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {lines.map((line) => (
          <tr
            key={line.seq}
            className="grid grid-cols-[72px_minmax(0,1fr)_auto] gap-x-2 border-t border-line py-2 first:border-t-0 sm:table-row sm:py-0"
          >
            <td className="font-mono text-xs text-mut max-sm:[&_time]:whitespace-normal sm:border-t sm:border-line sm:py-1.5 sm:pr-3 sm:align-top">
              <When at={line.at} style="log" near={near} />
            </td>
            <td
              className="order-4 col-start-2 text-mut sm:border-t sm:border-line sm:py-1.5 sm:pr-3 sm:align-top"
              title={line.actorFull}
            >
              {line.actor}
            </td>
            <td className="sm:border-t sm:border-line sm:py-1.5 sm:pr-3 sm:align-top">
              <b className={`font-semibold ${line.tone === "plain" ? "" : TONE_TEXT[line.tone]}`}>
                {line.label}
              </b>
            </td>
            <td className="order-2 col-start-2 empty:hidden sm:border-t sm:border-line sm:py-1.5 sm:pr-3 sm:align-top sm:empty:table-cell">
              {line.change}
            </td>
            <td className="order-3 col-start-2 sm:border-t sm:border-line sm:py-1.5 sm:pr-3 sm:align-top">
              {line.evidence === undefined ? (
                line.text
              ) : (
                <details>
                  <summary className="marker:text-mut">{line.text === "" ? "evidence" : line.text}</summary>
                  <pre
                    tabIndex={0}
                    className="mt-1 max-h-64 overflow-auto rounded-md bg-soft p-2 font-mono text-2xs whitespace-pre-wrap wrap-anywhere"
                  >
                    {line.evidence}
                  </pre>
                  <p className="mt-1 font-mono text-2xs wrap-anywhere text-mut">hash {line.hash}</p>
                </details>
              )}
            </td>
            <td className="order-first col-start-3 text-right font-mono text-xs text-mut sm:border-t sm:border-line sm:py-1.5 sm:align-top">
              #{line.seq}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
