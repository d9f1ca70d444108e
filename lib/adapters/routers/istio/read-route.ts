import type { Route } from "../../../core/engine/observation.ts";
import type { IstioPlan, Plan } from "../../../core/plan/plan.ts";
import { canonicalHash } from "../../../core/std/canonical.ts";
import { lastWriter } from "../managed-fields.ts";
import { OWNER_ANNOTATION, parseMark } from "../owner-mark.ts";
import { type Chosen, chooseRoute } from "./choose-route.ts";
import { isService } from "./hosts.ts";
import { type VirtualService, type VsDestination, virtualService } from "./virtual-service.ts";

/** A VirtualService with the plan's route found in it: what reading and patching both need. */
export type Located = {
  object: VirtualService;
  chosen: Chosen;
  /** Places of the sides' destinations in the route. */
  blue: number;
  green: number;
};

export type LocateResult = { ok: true; located: Located } | { ok: false; why: string };

/** Finds the plan's route and the two destinations. `namespace` is the Migration's, which is the object's. */
export function locate(object: unknown, namespace: string, plan: Plan, router: IstioPlan): LocateResult {
  const read = virtualService.safeParse(object);
  if (!read.success) return { ok: false, why: "the object is not a VirtualService that can be read" };
  const indexOf = (side: "blue" | "green", destinations: readonly VsDestination[]) =>
    destinations.findIndex((to) => isSide(to, namespace, plan[side].service, router.subset[side]));
  const result = chooseRoute(read.data.spec, router.route, ({ route }) =>
    (["blue", "green"] as const).every((side) => indexOf(side, route ?? []) >= 0),
  );
  if (!result.ok) return result;
  const destinations = result.chosen.route.route ?? [];
  const [blue, green] = [indexOf("blue", destinations), indexOf("green", destinations)];
  for (const [side, index] of [
    ["blue", blue],
    ["green", green],
  ] as const) {
    if (index < 0)
      return { ok: false, why: `the route has no destination ${plan[side].service.name} (${side})` };
  }
  if (blue === green) return { ok: false, why: "blue and green are the same destination" };
  return { ok: true, located: { object: read.data, chosen: result.chosen, blue, green } };
}

function isSide(
  { destination }: VsDestination,
  namespace: string,
  service: { name: string; port: number },
  subset: string | undefined,
): boolean {
  if (!isService(destination.host, namespace, service.name)) return false;
  if (subset !== undefined && destination.subset !== subset) return false;
  return destination.port?.number === undefined || destination.port.number === service.port;
}

/** What the engine wants to know of it. An absent weight is 0: protobuf's JSON leaves zeros out. */
export function toRoute({ object, chosen, blue, green }: Located): Route {
  const destinations = chosen.route.route ?? [];
  const weightOf = (index: number) => destinations[index]?.weight ?? 0;
  const [toBlue, toGreen] = [weightOf(blue), weightOf(green)];
  const sum = toBlue + toGreen;
  const owner = parseMark(object.metadata.annotations?.[OWNER_ANNOTATION]);
  const writer = lastWriter(object.metadata.managedFields ?? [], ["spec", chosen.list]);
  return {
    weight: percentOf(toGreen, sum),
    resourceVersion: object.metadata.resourceVersion,
    fingerprint: fingerprintOf({ object, chosen, blue, green }),
    ...(owner === undefined ? {} : { owner }),
    ...(writer === undefined ? {} : { writer }),
    problems: [...chosen.problems, ...weightProblems({ object, chosen, blue, green })],
    object,
  };
}

/** Whole percent, and never 0 or 100 for what is neither: a share of 0.4 % is still to be rolled back. */
function percentOf(part: number, sum: number): number {
  if (sum <= 0 || part <= 0) return 0;
  return part >= sum ? 100 : Math.min(99, Math.max(1, Math.round((100 * part) / sum)));
}

/** Hash of the spec without our two weights: match, order, destinations and all the rest. */
function fingerprintOf({ object, chosen, blue, green }: Located): string {
  const list = (object.spec[chosen.list] ?? []).map((route, index) =>
    index === chosen.index
      ? {
          ...route,
          route: (route.route ?? []).map((to, place) => {
            if (place !== blue && place !== green) return to;
            const { weight: _, ...rest } = to;
            return rest;
          }),
        }
      : route,
  );
  return canonicalHash({ ...object.spec, [chosen.list]: list });
}

function weightProblems({ object, chosen, blue, green }: Located): string[] {
  const destinations = chosen.route.route ?? [];
  const problems: string[] = [];
  const repair = repairCommand(object, chosen, blue, green);
  const [toBlue, toGreen] = [destinations[blue]?.weight ?? 0, destinations[green]?.weight ?? 0];
  if (![toBlue, toGreen].every((weight) => Number.isInteger(weight) && weight >= 0)) {
    problems.push(
      `the weights ${toBlue} and ${toGreen} are not whole numbers of 0 or more; to repair: ${repair}`,
    );
  } else if (toBlue + toGreen !== 100) {
    problems.push(
      `the weights ${toBlue} and ${toGreen} sum to ${toBlue + toGreen}, not 100; to repair: ${repair}`,
    );
  }
  destinations.forEach(({ destination, weight }, index) => {
    if (index === blue || index === green) return;
    const remove = JSON.stringify([{ op: "remove", path: `${routePath(chosen)}/${index}` }]);
    problems.push(
      `a third destination, ${destination.host}, has weight ${weight ?? 0}; to repair: ${kubectl(object, remove)}`,
    );
  });
  return problems;
}

export const routePath = (chosen: Chosen): string => `/spec/${chosen.list}/${chosen.index}/route`;

/** The command that puts all traffic back to blue, exactly (F31). */
function repairCommand(object: VirtualService, chosen: Chosen, blue: number, green: number): string {
  const path = routePath(chosen);
  return kubectl(
    object,
    JSON.stringify([
      { op: "add", path: `${path}/${blue}/weight`, value: 100 },
      { op: "add", path: `${path}/${green}/weight`, value: 0 },
    ]),
  );
}

const kubectl = ({ metadata }: VirtualService, patch: string): string =>
  `kubectl -n ${metadata.namespace} patch virtualservice ${metadata.name} --type=json -p '${patch}'`;
