import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { panRange, type TimeRange, zoomRange } from "@/lib/view/history-range.ts";

type Options = {
  range: TimeRange;
  bounds: TimeRange;
  onRange: (range: TimeRange) => void;
  onWhole: () => void;
  /** The time that is pointed at, or none. */
  onCursor: (at: number | undefined) => void;
};

type Grip = { range: TimeRange; left: number; width: number; x: number; gap: number };

const PAN_BY_KEY = 0.2;
export const NEARER = 0.5;
export const FARTHER = 2;

/**
 * Zoom and pan for everything with `data-plot` inside: drag, pinch, wheel with Ctrl (which is also how a touchpad pinches) or Shift, double click, and
 * keys. A plain wheel and a vertical stroke scroll the page, as they should.
 */
export function useTimeGestures(area: RefObject<HTMLElement | null>, options: Options) {
  const latest = useRef(options);
  const pointers = useRef(new Map<number, number>());
  const grip = useRef<Grip>(undefined);

  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const plot = plotOf(event.target);
      const { range, bounds, onRange } = latest.current;
      if (!plot) return;
      const { left, width } = plot.getBoundingClientRect();
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        onRange(
          zoomRange(range, 1.0015 ** limited(event.deltaY * 4), (event.clientX - left) / width, bounds),
        );
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        onRange(panRange(range, sideways / width, bounds));
      }
    };
    // React's own listener is passive: it could not keep the page from zooming.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [area]);

  /** Takes hold anew with the fingers that are down now. */
  function take(plot: Element): void {
    const { left, width } = plot.getBoundingClientRect();
    const xs = [...pointers.current.values()];
    grip.current = { range: options.range, left, width, ...middleOf(xs) };
  }

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const plot = plotOf(event.target);
      if (!plot || event.button !== 0) return;
      pointers.current.set(event.pointerId, event.clientX);
      event.currentTarget.setPointerCapture(event.pointerId);
      take(plot);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const held = grip.current;
      if (!pointers.current.has(event.pointerId) || !held) {
        const plot = plotOf(event.target);
        const { left, width } = plot?.getBoundingClientRect() ?? { left: 0, width: 1 };
        const { from, to } = options.range;
        options.onCursor(plot ? from + ((event.clientX - left) / width) * (to - from) : undefined);
        return;
      }
      pointers.current.set(event.pointerId, event.clientX);
      const now = middleOf([...pointers.current.values()]);
      const { bounds, onRange } = options;
      const factor = held.gap > 0 && now.gap > 0 ? held.gap / now.gap : 1;
      const anchor = (held.x - held.left) / held.width;
      const zoomed = factor === 1 ? held.range : zoomRange(held.range, factor, anchor, bounds);
      onRange(panRange(zoomed, (held.x - now.x) / held.width, bounds));
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      pointers.current.delete(event.pointerId);
      const plot = plotOf(event.target) ?? event.currentTarget.querySelector("[data-plot]");
      if (pointers.current.size > 0 && plot) take(plot);
      else grip.current = undefined;
    },
    onPointerCancel(event: PointerEvent<HTMLElement>) {
      pointers.current.delete(event.pointerId);
      grip.current = undefined;
    },
    onPointerLeave() {
      options.onCursor(undefined);
    },
    onDoubleClick(event: { target: EventTarget; clientX: number; shiftKey: boolean }) {
      const plot = plotOf(event.target);
      if (!plot) return;
      const { left, width } = plot.getBoundingClientRect();
      const factor = event.shiftKey ? FARTHER : NEARER;
      options.onRange(zoomRange(options.range, factor, (event.clientX - left) / width, options.bounds));
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target !== event.currentTarget || !byKey(event.key, options)) return;
      event.preventDefault();
    },
  };
}

/** Whether the key meant anything here. */
function byKey(key: string, { range, bounds, onRange, onWhole }: Options): boolean {
  switch (key) {
    case "ArrowLeft":
      onRange(panRange(range, -PAN_BY_KEY, bounds));
      return true;
    case "ArrowRight":
      onRange(panRange(range, PAN_BY_KEY, bounds));
      return true;
    case "+":
    case "=":
      onRange(zoomRange(range, NEARER, 0.5, bounds));
      return true;
    case "-":
      onRange(zoomRange(range, FARTHER, 0.5, bounds));
      return true;
    case "Home":
    case "0":
      onWhole();
      return true;
    default:
      return false;
  }
}

const plotOf = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest("[data-plot]") : null;

const limited = (delta: number): number => Math.max(-1_000, Math.min(1_000, delta));

/** Where the fingers are, and how far apart. */
function middleOf(xs: readonly number[]): { x: number; gap: number } {
  const low = Math.min(...xs);
  const high = Math.max(...xs);
  return { x: (low + high) / 2, gap: high - low };
}
