import type { ReactNode } from "react";
import { pageActor, pageExists, pageKey } from "@/lib/server/pages.ts";

type Props = { children: ReactNode; params: Promise<{ ns: string; name: string }> };

/**
 * Above the loading state, so that what may not be seen is answered by a true 404, and whoever has to sign in by a true redirect: below it
 * the answer would have begun as a 200. The pages check again by themselves.
 */
export default async function MigrationLayout({ children, params }: Props) {
  const { ns, name } = await params;
  const actor = await pageActor(`/migrations/${ns}/${name}`);
  await pageExists(actor, pageKey(ns, name));
  return children;
}
