import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import * as commands from "@/app/actions.ts";
import { ControlPage } from "@/components/migration/control-page.client.tsx";
import {
  pageActor,
  pageCommand,
  pageJournal,
  pageKey,
  pageMigration,
  prometheusPage,
} from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { toHeader } from "@/lib/view/header.ts";
import { toSent } from "@/lib/view/sent.ts";
import { readStatus } from "@/lib/view/status-view.ts";

type Props = {
  params: Promise<{ ns: string; name: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** So many of the newest entries come with the page; the rest is fetched by it. */
const FIRST_ENTRIES = 50;

const actions = {
  start: commands.start,
  advance: commands.advance,
  resume: commands.resume,
  approve: commands.approve,
  "revoke-approval": commands.revokeApproval,
  "skip-bake": commands.skipBake,
  retry: commands.retry,
  "adopt-plan": commands.adoptPlan,
  abort: commands.abort,
  drill: commands.drill,
  note: commands.note,
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ns, name } = await params;
  const key = pageKey(ns, name);
  const actor = await pageActor(`/migrations/${ns}/${name}`);
  const { tab, favicon } = toHeader(await pageMigration(actor, key));
  return { title: { absolute: tab }, icons: { icon: favicon } };
}

export default async function MigrationPage({ params, searchParams }: Props) {
  const { ns, name } = await params;
  const key = pageKey(ns, name);
  const actor = await pageActor(`/migrations/${ns}/${name}`);
  const first = await pageMigration(actor, key);
  const { command } = await searchParams;
  const id = typeof command === "string" ? command : undefined;
  const length = readStatus(first).journalLength;
  const [journal, sent] = await Promise.all([
    pageJournal(actor, key, { after: Math.max(0, length - FIRST_ENTRIES), limit: 2 * FIRST_ENTRIES }),
    id === undefined ? undefined : pageCommand(actor, key, id),
  ]);
  const prometheus = prometheusPage();
  return (
    <ControlPage
      first={first}
      journal={journal}
      user={shortActor(actor.name)}
      actions={actions}
      seed={randomUUID()}
      rendered={Date.now()}
      {...(prometheus === undefined ? {} : { prometheus })}
      {...(id === undefined ? {} : { sent: toSent(sent, id) })}
    />
  );
}
