import type { IstioRoute } from "../../../core/plan/plan.ts";
import type { ListKind, VirtualService, VsRoute } from "./virtual-service.ts";

export type Chosen = { list: ListKind; index: number; route: VsRoute; problems: string[] };
export type ChooseResult = { ok: true; chosen: Chosen } | { ok: false; why: string };

/**
 * The route that the plan names by port, SNI or name; without any of them the one that `sendsToBoth`. Istio takes the first route that matches, so
 * one in front that matches too, or a second that the plan would fit, is a problem.
 */
export function chooseRoute(
  spec: VirtualService["spec"],
  wanted: IstioRoute,
  sendsToBoth: (route: VsRoute) => boolean,
): ChooseResult {
  const routes = spec[wanted.kind] ?? [];
  const what = describe(wanted);
  const named = routes.flatMap((route, index) => (names(route, wanted) ? [index] : []));
  const fitting = hasSelector(wanted)
    ? named.length > 0
      ? named
      : // A route without a match takes every port: the plan's too.
        routes.flatMap((route, index) => (wanted.kind === "tcp" && isCatchAll(route) ? [index] : []))
    : routes.flatMap((route, index) => (sendsToBoth(route) ? [index] : []));
  const index = fitting[0];
  const route = index === undefined ? undefined : routes[index];
  if (index === undefined || route === undefined)
    return { ok: false, why: `no ${what} in the VirtualService` };
  const problems: string[] = [];
  if (fitting.length > 1)
    problems.push(`two routes match: ${what} is number ${fitting.map((i) => i + 1).join(" and ")}`);
  routes.slice(0, index).forEach((earlier, i) => {
    if (!fitting.includes(i) && covers(earlier, wanted)) {
      problems.push(`${wanted.kind} route number ${i + 1} stands in front and takes the same connections`);
    }
  });
  return { ok: true, chosen: { list: wanted.kind, index, route, problems } };
}

const hasSelector = (wanted: IstioRoute): boolean =>
  wanted.port !== undefined ||
  (wanted.kind === "tls" && wanted.sni !== undefined) ||
  (wanted.kind === "http" && wanted.name !== undefined);

const isCatchAll = (route: VsRoute): boolean =>
  (route.match ?? []).length === 0 || (route.match ?? []).some(({ port }) => port === undefined);

/** Whether the route itself says everything that the plan asks for. */
function names(route: VsRoute, wanted: IstioRoute): boolean {
  if (!hasSelector(wanted)) return false;
  if (wanted.kind === "http" && wanted.name !== undefined && route.name !== wanted.name) return false;
  const matches = route.match ?? [];
  if (wanted.port === undefined && wanted.kind !== "tls") return true;
  return matches.some(
    (match) =>
      (wanted.port === undefined || match.port === wanted.port) &&
      (wanted.kind !== "tls" || wanted.sni === undefined || (match.sniHosts ?? []).includes(wanted.sni)),
  );
}

/** Whether an earlier route may take what is meant for the chosen one: only a different port or SNI rules it out. */
function covers(route: VsRoute, wanted: IstioRoute): boolean {
  // HTTP matches look at paths and headers too: a narrower route in front is how they are meant to be written.
  if (wanted.kind === "http") return (route.match ?? []).length === 0;
  const matches = route.match ?? [];
  if (matches.length === 0) return true;
  return matches.some((match) => {
    if (wanted.port !== undefined && match.port !== undefined && match.port !== wanted.port) return false;
    if (wanted.kind !== "tls" || wanted.sni === undefined || match.sniHosts === undefined) return true;
    return match.sniHosts.some((host) => matchesSni(host, wanted.sni ?? ""));
  });
}

const matchesSni = (pattern: string, sni: string): boolean =>
  pattern === sni || pattern === "*" || (pattern.startsWith("*.") && sni.endsWith(pattern.slice(1)));

function describe(wanted: IstioRoute): string {
  const by = [
    wanted.port === undefined ? "" : ` for port ${wanted.port}`,
    wanted.kind === "tls" && wanted.sni !== undefined ? ` for SNI ${wanted.sni}` : "",
    wanted.kind === "http" && wanted.name !== undefined ? ` named ${wanted.name}` : "",
  ].join("");
  return `${wanted.kind} route${by === "" ? " to both sides" : by}`;
}
