import type { ReactNode } from "react";
import type { SloCard as Card } from "@/lib/view/slo-card.ts";
import { Chip } from "../ui/chip.tsx";
import { Meter } from "../ui/meter.tsx";
import { Evidence } from "./evidence.tsx";

/** Six cards or twenty-four: what green is judged by, with blue beside it. */
export function SloGrid({
  cards,
  chart,
  prometheus,
  note,
  unreadable,
}: {
  cards: Card[];
  chart: (card: Card) => ReactNode;
  /** Where browsers reach Prometheus. */
  prometheus?: string | undefined;
  /** What is said below all of them. */
  note?: ReactNode;
  unreadable: boolean;
}) {
  return (
    <section id="slos" aria-labelledby="slos-title">
      <h2 id="slos-title" className="sr-only">
        Objectives
      </h2>
      {cards.length === 0 ? (
        <p className="card text-mut">
          {unreadable
            ? "The plan cannot be read, so nothing is judged."
            : "No objective is judged yet: that begins when the migration starts."}
        </p>
      ) : (
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {cards.map((card) => (
            <SloCard key={card.name} card={card} chart={chart(card)} prometheus={prometheus} />
          ))}
        </div>
      )}
      {note}
    </section>
  );
}

function SloCard({
  card,
  chart,
  prometheus,
}: {
  card: Card;
  chart: ReactNode;
  prometheus: string | undefined;
}) {
  return (
    <article
      id={`slo-${card.name}`}
      aria-labelledby={`slo-${card.name}-title`}
      className={`card flex flex-col ${card.breached ? "border-bad ring-1 ring-bad" : ""}`}
    >
      <header className="flex items-start justify-between gap-2">
        <h3 id={`slo-${card.name}-title`} className="min-w-0 text-base">
          {card.title}
        </h3>
        <Chip chip={card.chip} />
      </header>
      <p className="text-sm text-mut">
        objective {card.objective}
        {card.burn === undefined ? "" : `, ${card.burn}`}
        {card.blue ? "" : ", green only"}
      </p>
      <p className="mt-1 mb-1.5 flex flex-wrap items-baseline gap-x-4 text-sm">
        {card.green ? <Value side="Green" swatch="bg-green" text={card.green.text} big /> : null}
        {card.blue ? <Value side="Blue" swatch="bg-blue" text={card.blue.text} /> : null}
      </p>
      {chart}
      <footer className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-xs">
        <Meter filled={card.samples.filled} label={`Samples of ${card.title}: ${card.samples.text}`} />
        <span>{card.samples.text}</span>
        <span className="ml-auto text-mut">{card.note}</span>
      </footer>
      <Evidence card={card} prometheus={prometheus} />
    </article>
  );
}

function Value({
  side,
  swatch,
  text,
  big = false,
}: {
  side: string;
  swatch: string;
  text: string;
  big?: boolean;
}) {
  return (
    <span className="whitespace-nowrap">
      <i aria-hidden="true" className={`side-fill mr-1.5 inline-block size-[9px] rounded-[2px] ${swatch}`} />
      {side} <b className={big ? "text-xl" : "text-md"}>{text}</b>
    </span>
  );
}
