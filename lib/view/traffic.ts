import type { MigrationDocument } from "./document.ts";
import { formatCount, formatPercent } from "./format.ts";
import { readStatus } from "./status-view.ts";

/** The traffic bar: what the router is told (weight) beside what is really there (share). Percent of green. */
export type TrafficView = {
  /** `10 %`, or `?` when the route cannot be read. */
  headline: string;
  subject: string;
  weight?: number;
  share?: number;
  blue: { title?: string; weight: string };
  green: { title?: string; weight: string };
  shareText: string;
  convergence: { settled: boolean; text: string };
  /** Says the bar to a screen reader. */
  label: string;
  stage?: { name: string; since?: number };
};

export function toTraffic(document: MigrationDocument): TrafficView {
  const { traffic, plan } = document;
  const status = readStatus(document);
  const unit = plan?.traffic.unit ?? "connections";
  const { weight, share } = traffic;
  const [blue, green] = [plan?.blue.title, plan?.green.title];
  const shareText = describeShare(traffic);
  return {
    headline: weight === undefined ? "?" : formatPercent(weight),
    subject: weight === undefined ? "The route cannot be read" : `of new ${unit} go to green`,
    ...(weight === undefined ? {} : { weight }),
    ...(share === undefined ? {} : { share }),
    blue: { ...named(blue), weight: weight === undefined ? "" : formatPercent(100 - weight) },
    green: { ...named(green), weight: weight === undefined ? "" : formatPercent(weight) },
    shareText,
    convergence: convergence(traffic),
    label: `Weight: ${weight === undefined ? "unknown" : `${weight} % to ${green ?? "green"}, ${100 - weight} % to ${blue ?? "blue"}`}. Live connections: ${shareText}.`,
    ...(status.stage === ""
      ? {}
      : {
          stage: {
            name: status.stage,
            ...(status.startedAt === undefined ? {} : { since: status.startedAt }),
          },
        }),
  };
}

const named = (title: string | undefined) => (title === undefined ? {} : { title });

function describeShare({ share, connections }: MigrationDocument["traffic"]): string {
  if (share === undefined) {
    const none = connections && connections.blue + connections.green === 0;
    return none ? "no live connections" : "share unknown";
  }
  if (!connections) return formatPercent(share);
  const all = connections.blue + connections.green;
  return `${formatPercent(share)} · ${formatCount(connections.green)} of ${formatCount(all)} clients`;
}

function convergence(traffic: MigrationDocument["traffic"]): TrafficView["convergence"] {
  if (traffic.share === undefined) return { settled: false, text: "" };
  return traffic.converged
    ? { settled: true, text: "converged" }
    : { settled: false, text: "clients are moving" };
}
