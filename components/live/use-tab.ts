import { useEffect } from "react";

/** The tab says the state, in its title and its icon. */
export function useTab(title: string, favicon: string): void {
  useEffect(() => {
    document.title = title;
    const known = document.querySelector<HTMLLinkElement>("link[rel~=icon]");
    const link = known ?? document.head.appendChild(document.createElement("link"));
    link.rel = "icon";
    link.type = "image/svg+xml";
    link.setAttribute("href", favicon);
  }, [title, favicon]);
}
