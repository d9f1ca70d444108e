import type { ReactNode } from "react";
import type { Fact } from "@/lib/view/facts.ts";
import type { TrafficView } from "@/lib/view/traffic.ts";
import { Icon } from "../ui/icon.tsx";
import { When } from "../ui/when.client.tsx";

export function TrafficCard({
  traffic,
  facts,
  near,
  age,
  figure,
}: {
  traffic: TrafficView;
  facts: Fact[];
  near: number;
  age: ReactNode;
  figure: ReactNode;
}) {
  return (
    <section id="traffic" aria-labelledby="traffic-title" className="card flex flex-col gap-3">
      <h2 id="traffic-title" className="sr-only">
        Traffic
      </h2>
      <div className="flex flex-wrap items-baseline gap-x-3.5 gap-y-1">
        <b className="text-4xl leading-none font-[650] tracking-tight text-[2.25rem] sm:text-hero">
          {traffic.headline}
        </b>
        <p className="text-md">
          {traffic.subject}
          {traffic.stage ? (
            <span className="block text-mut">
              <span className="hidden sm:inline">stage </span>
              {traffic.stage.name}
              {traffic.stage.since === undefined ? null : (
                <>
                  , since <When at={traffic.stage.since} near={near} />
                  {age}
                </>
              )}
            </span>
          ) : null}
        </p>
      </div>
      <TrafficBar traffic={traffic} />
      {figure}
      <dl className="mt-auto grid grid-cols-2 gap-3 border-t border-line pt-3 sm:grid-cols-4">
        {facts.map((fact) => (
          <div key={fact.label} className="flex flex-col-reverse">
            <dt className="text-xs text-mut">{fact.label}</dt>
            <dd className="text-lg font-semibold">
              {"at" in fact ? <When at={fact.at} style="day" near={near} /> : fact.text}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What a side is; nothing where the plan, which says it, cannot be read. */
const Title = ({ title }: { title: string | undefined }) =>
  title === undefined ? null : <span className="hidden sm:inline"> · {title}</span>;

/** The wish above, the fact below, on one scale. */
function TrafficBar({ traffic }: { traffic: TrafficView }) {
  const { weight, share, blue, green } = traffic;
  return (
    <div>
      <p className="sr-only">{traffic.label}</p>
      <div aria-hidden="true">
        <div className="mb-1.5 flex justify-between gap-3 text-sm">
          <span className="flex min-w-0 items-center gap-1.5">
            <i className="side-fill size-2.5 shrink-0 rounded-[2px] bg-blue" />
            <span className="truncate">
              Blue
              <Title title={blue.title} />
            </span>
            <b className="whitespace-nowrap">{blue.weight}</b>
          </span>
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="truncate">
              Green
              <Title title={green.title} />
            </span>
            <b className="whitespace-nowrap">{green.weight}</b>
            <i className="side-fill size-2.5 shrink-0 rounded-[2px] bg-green" />
          </span>
        </div>
        <Split percent={weight} className="h-9 rounded-t-lg" settles />
        <Split percent={share} className="mt-0.5 h-3 rounded-b-lg" />
        <p className="mt-1.5 flex flex-wrap justify-end gap-x-1.5 text-xs text-mut">
          <span className="whitespace-nowrap">live connections</span>
          <span className="whitespace-nowrap text-ink">{traffic.shareText}</span>
          {traffic.convergence.text === "" ? null : (
            <span className="flex items-center gap-1 whitespace-nowrap">
              <Icon name={traffic.convergence.settled ? "check" : "dots"} size={12} />
              {traffic.convergence.text}
            </span>
          )}
        </p>
      </div>
    </div>
  );
}

/** Green's part on the right; a part that exists is never too thin to be seen. */
function Split({
  percent,
  className,
  settles = false,
}: {
  percent: number | undefined;
  className: string;
  settles?: boolean;
}) {
  if (percent === undefined) {
    return <div className={`border border-dashed border-edge bg-soft ${className}`} />;
  }
  const blue = percent === 0 ? 100 : percent === 100 ? 0 : 100 - percent;
  return (
    <div className={`flex overflow-hidden ${className}`}>
      <span
        className={`side-fill bg-blue ${settles ? "settle" : ""}`}
        style={{
          width: `${blue}%`,
          ...(percent > 0 && percent < 100 ? { maxWidth: "calc(100% - 4px)" } : {}),
        }}
      />
      <span
        className={`side-fill flex-1 bg-green ${blue > 0 && blue < 100 ? "border-l-2 border-panel" : ""}`}
      />
    </div>
  );
}
