import { promqlProblem } from "./promql.ts";
import { exactlyOne, type Rule } from "./rule.ts";
import { ROUTER_KINDS } from "./schema-traffic.ts";

export const oneRouter: Rule = function* ({ traffic }) {
  yield* exactlyOne("spec.traffic", traffic, ROUTER_KINDS);
  yield* exactlyOne("spec.traffic.istio.route", traffic?.istio?.route, ["tcp", "tls", "http"]);
};

export const shareIsPromql: Rule = function* ({ traffic }) {
  if (traffic?.share === undefined) return;
  const problem = promqlProblem(traffic.share, { side: true, window: false });
  if (problem) yield { path: "spec.traffic.share", message: problem };
};

/** Two sides that are the same thing would make every comparison and every rollback meaningless. */
export const sidesDiffer: Rule = function* ({ blue, green, traffic }) {
  const subset = traffic?.istio?.subset;
  const bySubset = (subset?.blue ?? "") !== (subset?.green ?? "");
  const endpoints = traffic?.istioEndpoints;
  const byAddress = endpoints?.blue !== undefined && endpoints.green !== undefined;
  if (byAddress && endpoints.blue === endpoints.green) {
    yield { path: "spec.traffic.istioEndpoints.green", message: "must not be the address of blue" };
  }
  const [left, right] = [blue?.service, green?.service];
  const isSameService =
    left?.name !== undefined &&
    left.name === right?.name &&
    left.port !== undefined &&
    left.port === right.port;
  if (isSameService && !bySubset && !byAddress) {
    yield {
      path: "spec.green.service",
      message: `must not be blue's service ${left.name}:${left.port}, unless subsets tell the sides apart`,
    };
  }
  const [old, fresh] = [blue?.workload, green?.workload];
  if (
    old?.name !== undefined &&
    old.kind !== undefined &&
    old.name === fresh?.name &&
    old.kind === fresh.kind
  ) {
    yield { path: "spec.green.workload", message: `must not be blue's ${old.kind} ${old.name}` };
  }
};
