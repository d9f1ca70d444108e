import type { Point, RunFigure as Figure } from "@/lib/view/run-figure.ts";
import { When } from "../ui/when.client.tsx";

const WIDTH = 1_000;
const HEIGHT = 100;

/** The whole run: what the router was told, what was there, and what the plan still has in mind. */
export function RunFigure({ figure }: { figure: Figure }) {
  const x = (at: number) => (WIDTH * (at - figure.from)) / (figure.to - figure.from);
  const y = (value: number) => HEIGHT - value;
  return (
    <figure className="m-0 flex flex-1 flex-col">
      {/* It takes what room the conditions beside it leave. */}
      <div className="flex min-h-[72px] flex-1 gap-2 lg:min-h-32">
        <div className="relative min-w-0 flex-1">
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={figure.summary}
            className="absolute inset-0 size-full overflow-visible"
          >
            {[0, 50, 100].map((value) => (
              <line
                key={value}
                x1="0"
                x2={WIDTH}
                y1={y(value)}
                y2={y(value)}
                className="stroke-line"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {figure.drains.map((drain) => (
              <rect
                key={drain.from}
                x={x(drain.from)}
                width={Math.max(3, x(Math.min(drain.to, figure.to)) - x(drain.from))}
                y="0"
                height={HEIGHT}
                className="fill-green opacity-15"
              />
            ))}
            <path
              d={steps(figure.plan, x, y)}
              className="fill-none stroke-edge"
              strokeDasharray="2 3"
              strokeWidth="1.4"
              vectorEffect="non-scaling-stroke"
            />
            <path
              d={line(figure.share, x, y)}
              className="fill-none stroke-green"
              strokeWidth="3.6"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
            <path
              d={steps(figure.weight, x, y)}
              className="fill-none stroke-ink"
              strokeWidth="1.4"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <NowDot figure={figure} />
        </div>
        <div aria-hidden="true" className="flex w-9 flex-col justify-between text-2xs leading-none text-mut">
          <span className="-mt-1">100 %</span>
          <span>50 %</span>
          <span className="-mb-1">0 %</span>
        </div>
      </div>
      <div aria-hidden="true" className="relative mt-1 mr-11 h-4 text-2xs text-mut">
        {spread(figure).map((mark) => (
          <span key={mark.label} className="absolute whitespace-nowrap" style={mark.style}>
            {mark.label === "now" ? "now " : ""}
            <When at={mark.at} style="day" near={figure.now} />
          </span>
        ))}
      </div>
      <figcaption className="mt-1 flex flex-wrap gap-x-3 text-xs text-mut">
        <span>The whole run:</span>
        <Key className="border-t-2 border-ink">weight</Key>
        <Key className="border-t-2 border-green">share of live connections</Key>
        <Key className="border-t-2 border-dotted border-edge">plan at the earliest</Key>
        {figure.drains.length > 0 ? (
          <Key className="h-2.5 bg-green opacity-25">clients reconnecting</Key>
        ) : null}
      </figcaption>
    </figure>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1 whitespace-nowrap">
      <i aria-hidden="true" className={`inline-block w-3.5 ${className}`} />
      {children}
    </span>
  );
}

/** Drawn as a box, since the picture is stretched and a circle in it would be an egg. */
function NowDot({ figure }: { figure: Figure }) {
  const last = figure.share.at(-1) ?? figure.weight.at(-1);
  if (!last) return null;
  const left = (100 * (figure.now - figure.from)) / (figure.to - figure.from);
  return (
    <span
      aria-hidden="true"
      className="absolute size-2 -translate-x-1/2 translate-y-1/2 rounded-full bg-green ring-2 ring-panel"
      style={{ left: `${left}%`, bottom: `${last.value}%` }}
    />
  );
}

type Scale = (value: number) => number;

function steps(points: readonly Point[], x: Scale, y: Scale): string {
  return points
    .map((point, index) =>
      index === 0
        ? `M${fixed(x(point.at))},${fixed(y(point.value))}`
        : `H${fixed(x(point.at))}V${fixed(y(point.value))}`,
    )
    .join("");
}

function line(points: readonly Point[], x: Scale, y: Scale): string {
  return points
    .map((point, index) => `${index === 0 ? "M" : "L"}${fixed(x(point.at))},${fixed(y(point.value))}`)
    .join("");
}

const fixed = (value: number) => Number(value.toFixed(1));

/** Labels where they do not run into each other: one that has no room is left out, the present and the end come first. */
function spread(figure: Figure) {
  const placed: { label: string; at: number; left: number }[] = [];
  const order = ["now", "end", "finish", "full"];
  const marks = [...figure.marks].sort((one, other) => order.indexOf(one.label) - order.indexOf(other.label));
  for (const mark of marks) {
    const left = (100 * (mark.at - figure.from)) / (figure.to - figure.from);
    if (placed.every((other) => Math.abs(other.left - left) > 18)) placed.push({ ...mark, left });
  }
  return placed.map((mark) => ({
    ...mark,
    style:
      mark.left < 12
        ? { left: 0 }
        : mark.left > 88
          ? { right: 0 }
          : { left: `${mark.left}%`, transform: "translateX(-50%)" },
  }));
}
