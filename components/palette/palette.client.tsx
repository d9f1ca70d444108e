"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { findItems, moved, type PaletteItem, pageItems, sectionItems } from "@/lib/view/palette.ts";
import { Dialog } from "../ui/dialog.client.tsx";
import { fetchMigrationItems } from "./migration-items.ts";

/** Where one can go from here. Choosing a command brings the focus to its button and does no more. */
export default function Palette({ migration, onClose }: { migration?: string; onClose: () => void }) {
  const [here] = useState(() => [
    ...commandItems(),
    ...(migration === undefined ? [] : sectionItems()),
    ...pageItems(migration),
  ]);
  const [others, setOthers] = useState<PaletteItem[]>([]);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const chosen = useRef<PaletteItem>(undefined);
  const list = useId();
  const found = findItems([...here, ...others], typed);
  const active = found[at];

  useEffect(() => {
    const done = new AbortController();
    void fetchMigrationItems(done.signal).then(setOthers);
    return () => done.abort();
  }, []);
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [list, at]);

  function choose(item: PaletteItem | undefined): void {
    if (item === undefined) return;
    chosen.current = item;
    onClose();
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt(moved(at, 1, found.length));
    else if (event.key === "ArrowUp") setAt(moved(at, -1, found.length));
    else if (event.key === "Enter") choose(active);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog
      title="Go to"
      onClose={onClose}
      onCloseAutoFocus={(event) => {
        if (chosen.current === undefined) return;
        event.preventDefault();
        follow(chosen.current);
      }}
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-label="Command, section or migration"
        aria-activedescendant={active === undefined ? undefined : `${list}-${at}`}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        className="min-h-11 w-full rounded-lg border border-edge bg-panel px-3"
      />
      <ul id={list} role="listbox" aria-label="Places" className="mt-2 grid max-h-[50dvh] overflow-auto">
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(item)}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-md border border-transparent px-2 aria-selected:border-edge aria-selected:bg-soft"
          >
            <span className="min-w-0">{item.label}</span>
            <span className="min-w-0 truncate text-xs text-mut">{item.hint ?? item.group}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={found.length === 0 ? "p-2 text-mut" : "sr-only"}>
        {found.length === 0 ? "Nothing is called like that." : `${found.length} places`}
      </p>
    </Dialog>
  );
}

/** The buttons of the page as they stand now, with their own words. */
function commandItems(): PaletteItem[] {
  return [...document.querySelectorAll<HTMLButtonElement>("button[data-key]")].map((button) => {
    const key = button.dataset["key"] ?? "";
    const off = button.ariaDisabled === "true";
    return {
      id: `key-${key}`,
      group: "Commands",
      label: button.innerText.split("\n")[0] ?? "",
      hint: off ? "not now: says why" : "to its button, Enter presses it",
      to: { kind: "button", key },
    };
  });
}

function follow({ to }: PaletteItem): void {
  if (to.kind === "page") {
    location.assign(to.href);
    return;
  }
  if (to.kind === "button") {
    document.querySelector<HTMLButtonElement>(`button[data-key="${to.key}"]`)?.focus();
    return;
  }
  location.hash = to.id;
  const section = document.getElementById(to.id);
  if (section === null) return;
  // Sections take no focus by themselves, and a keyboard goes on from where the focus is.
  section.tabIndex = -1;
  section.focus();
}
