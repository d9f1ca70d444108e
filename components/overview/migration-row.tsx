import { memo } from "react";
import type { OverviewRow } from "@/lib/view/overview.ts";
import { Chip } from "../ui/chip.tsx";
import { Icon } from "../ui/icon.tsx";

/** One migration: its state, how far it is, and why it stands still. The whole row is the link. */
function Row({ row }: { row: OverviewRow }) {
  return (
    <li className="card relative grid gap-x-5 gap-y-2 py-3 [content-visibility:auto] [contain-intrinsic-size:auto_5rem] hover:border-edge sm:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <div className="min-w-0">
        <h2 className="text-md">
          <a href={row.href} className="after:absolute after:inset-0 after:rounded-card">
            {row.title}
          </a>
        </h2>
        <p className="font-mono text-xs text-mut">{row.key}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 sm:block">
        <Chip chip={row.chip} />
        <p className="text-xs text-mut sm:mt-1">
          {row.position}
          {row.stage === "" ? "" : `, ${row.stage}`}
        </p>
      </div>
      <div className="min-w-0">
        <Bar weight={row.weight} share={row.share} />
        <p className="mt-1 flex flex-wrap justify-between gap-x-3 text-xs text-mut sm:grid">
          <span>
            <b className="text-sm text-ink">{row.weightText}</b> on green, {row.shareText}
          </span>
          <span className={row.slosBad > 0 ? "font-semibold text-bad" : ""}>{row.slos}</span>
        </p>
      </div>
      {row.note === undefined ? null : (
        <p
          className={`flex min-w-0 gap-1.5 text-sm sm:col-span-3 ${row.group === "attention" ? "text-ink" : "text-mut"}`}
        >
          <span className="mt-1">
            <Icon name={row.note.icon} size={13} />
          </span>
          <span className="line-clamp-2 min-w-0 wrap-anywhere">{row.note.text}</span>
        </p>
      )}
    </li>
  );
}

export const MigrationRow = memo(Row, (one, other) => JSON.stringify(one.row) === JSON.stringify(other.row));

function Bar({ weight, share }: { weight: number | undefined; share: number | undefined }) {
  return (
    <div aria-hidden="true" className="mt-1 grid gap-px overflow-hidden rounded-md">
      <Part percent={weight} className="h-3" />
      <Part percent={share} className="h-1.5" />
    </div>
  );
}

function Part({ percent, className }: { percent: number | undefined; className: string }) {
  if (percent === undefined) return <div className={`bg-soft ${className}`} />;
  return (
    <div className={`flex ${className}`}>
      <span className="side-fill bg-blue" style={{ width: `${100 - percent}%` }} />
      <span className="side-fill flex-1 bg-green" />
    </div>
  );
}
