"use server";

import { type ActionAnswer, act } from "@/lib/server/act.ts";

type Before = ActionAnswer | undefined;

// For `useActionState`: the answer before, then the form. `act` checks Origin, session, form and rights, each time.
export const start = async (_: Before, form: FormData): Promise<ActionAnswer> => act("start", form);
export const advance = async (_: Before, form: FormData): Promise<ActionAnswer> => act("advance", form);
export const resume = async (_: Before, form: FormData): Promise<ActionAnswer> => act("resume", form);
export const approve = async (_: Before, form: FormData): Promise<ActionAnswer> => act("approve", form);
export const revokeApproval = async (_: Before, form: FormData): Promise<ActionAnswer> =>
  act("revoke-approval", form);
export const skipBake = async (_: Before, form: FormData): Promise<ActionAnswer> => act("skip-bake", form);
export const retry = async (_: Before, form: FormData): Promise<ActionAnswer> => act("retry", form);
export const adoptPlan = async (_: Before, form: FormData): Promise<ActionAnswer> => act("adopt-plan", form);
export const abort = async (_: Before, form: FormData): Promise<ActionAnswer> => act("abort", form);
export const drill = async (_: Before, form: FormData): Promise<ActionAnswer> => act("drill", form);
export const note = async (_: Before, form: FormData): Promise<ActionAnswer> => act("note", form);
