import type { ReactNode } from "react";
import type { Banner } from "@/lib/view/banners.ts";
import type { Tone } from "@/lib/view/chip.ts";
import { HandCommands } from "./hand-commands.tsx";
import { Icon } from "./icon.tsx";
import { When } from "./when.client.tsx";

const FRAME: Record<Tone, string> = {
  bad: "border-bad bg-bad-bg text-bad",
  wait: "border-wait bg-wait-bg text-wait",
  blind: "border-blind bg-blind-bg text-blind",
  pass: "border-line bg-soft text-ink",
  plain: "border-line bg-soft text-ink",
};

/** What must be seen before anything else. The container is there from the start, so that a screen reader hears what comes into it. */
export function Banners({
  banners,
  near,
  actions = {},
}: {
  banners: Banner[];
  near: number;
  /** Something to do about a banner, by its id. */
  actions?: Record<string, ReactNode>;
}) {
  return (
    <div role="alert" className={banners.length > 0 ? "grid gap-3" : "hidden"}>
      {banners.map((banner) => (
        <div key={banner.id} className={`rounded-card border-[1.5px] px-4 py-3 ${FRAME[banner.tone]}`}>
          <p className="flex items-start gap-2 text-md font-semibold">
            <span className="mt-1">
              <Icon name={banner.icon} size={16} />
            </span>
            <span className="wrap-anywhere">{banner.title}</span>
          </p>
          <p className="mt-1 wrap-anywhere text-ink">
            {banner.text}
            {banner.at === undefined ? null : (
              <>
                {" "}
                <span className="text-mut">
                  {banner.at.word} <When at={banner.at.ms} style="second" near={near} />.
                </span>
              </>
            )}
          </p>
          {banner.items === undefined ? null : (
            <ul className="mt-2 grid list-disc gap-1 pl-6 font-mono text-xs text-ink">
              {banner.items.map((item) => (
                <li key={item} className="wrap-anywhere">
                  {item}
                </li>
              ))}
            </ul>
          )}
          {banner.advice === undefined ? null : <p className="mt-1 text-sm text-ink">{banner.advice}</p>}
          {banner.commands === undefined || banner.commands.length === 0 ? null : (
            <HandCommands commands={banner.commands} className="mt-2" />
          )}
          {actions[banner.id]}
        </div>
      ))}
    </div>
  );
}
