import { type RefObject, useEffect } from "react";

/** `/` goes to the search, `j` and `k` to the next and the last row, as people expect of lists; Enter follows the row's own link. */
export function useListKeys(
  search: RefObject<HTMLInputElement | null>,
  list: RefObject<HTMLUListElement | null>,
): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      const step = { j: 1, k: -1 }[event.key];
      if (event.key === "/") search.current?.focus();
      else if (step === undefined) return;
      else go(list.current, step);
      event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [search, list]);
}

function go(list: HTMLUListElement | null, step: number): void {
  const links = [...(list?.querySelectorAll("a") ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step));
  links[next]?.focus();
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
