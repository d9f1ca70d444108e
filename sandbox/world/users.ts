import { randomBytes } from "node:crypto";

/** The people of the sandbox: each a user of its API server, by token, and of its OIDC provider, by name. */
export const people = ["viewer", "operator", "approver", "approver2", "admin", "outsider"] as const;
export type Person = (typeof people)[number];

/** Their groups, in both worlds; the OIDC provider's carry the installation's prefix on their way into RBAC. */
export const groupsOf: Record<Person, string[]> = {
  viewer: ["crossfade-viewers"],
  operator: ["crossfade-viewers", "crossfade-operators"],
  approver: ["crossfade-viewers", "crossfade-approvers"],
  approver2: ["crossfade-viewers", "crossfade-approvers"],
  admin: ["crossfade-admins"],
  outsider: ["other-team"],
};

export type Account = { token: string; user: string; uid: string; groups: string[] };

const serviceAccount = (namespace: string, name: string): Omit<Account, "token" | "uid"> => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
});

/** The machinery's accounts: the product's own, those that jobs run as, and the sandbox's processes. */
const machines = {
  crossfade: serviceAccount("crossfade-system", "crossfade"),
  default: serviceAccount("mqtt", "default"),
  chaos: serviceAccount("mqtt", "chaos"),
  kubelet: { user: "sandbox:kubelet", groups: ["system:masters"] },
  gateway: { user: "sandbox:gateway", groups: ["sandbox-readers"] },
  shim: { user: "sandbox:shim", groups: ["sandbox-readers"] },
  seeder: { user: "sandbox:seeder", groups: ["system:masters"] },
} satisfies Record<string, Omit<Account, "token" | "uid">>;
export type Machine = keyof typeof machines;

/** Everybody's token, made anew for each run. */
export function makeAccounts(): Record<Person | Machine, Account> {
  // Hexadecimal: a token goes on command lines, where one that begins with a dash would be an option.
  const token = () => randomBytes(20).toString("hex");
  const all: Record<string, Omit<Account, "token" | "uid">> = { ...machines };
  for (const person of people)
    all[person] = {
      user: person,
      // The token of `admin` is the cluster's: it can repair whatever an experiment broke.
      groups: [...groupsOf[person], ...(person === "admin" ? ["system:masters"] : [])],
    };
  const entries = Object.entries(all).map(([name, account]) => [
    name,
    { ...account, token: token(), uid: `uid-${name}` },
  ]);
  return Object.fromEntries(entries) as Record<Person | Machine, Account>;
}
