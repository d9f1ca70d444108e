import { useEffect, useRef } from "react";
import type { MigrationDocument } from "@/lib/view/document.ts";
import { type Noteworthy, toNotice, toNoteworthy } from "@/lib/view/notification.ts";
import { claimNotice, wantsNotices } from "./notify-choice.ts";

/** Calls whoever asked for it when something happens that needs them, once for all tabs. */
export function useNotices(document: MigrationDocument): void {
  const before = useRef<Noteworthy>(undefined);
  useEffect(() => {
    const notice = before.current === undefined ? undefined : toNotice(before.current, document);
    before.current = toNoteworthy(document);
    const { namespace, name } = document.migration.metadata;
    const migration = `${namespace}/${name}`;
    if (notice === undefined || !wantsNotices() || !claimNotice(migration, notice.id)) return;
    // A later one takes the place of an earlier one of the same migration.
    const shown = new Notification(notice.title, {
      body: notice.body,
      tag: `crossfade ${migration}`,
      icon: "/icons/crossfade.svg",
    });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  }, [document]);
}
