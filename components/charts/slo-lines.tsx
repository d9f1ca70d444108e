import { memo } from "react";
import { type CurveProps, Line, LineChart, XAxis, YAxis } from "recharts";
import { scaleLinear } from "./linear-scale.ts";

/** A time and the values of both sides, as shares of the room from its left and its lower edge. */
export type LinePoint = { x: number; blue: number | null; green: number | null };

/** A little more than the room, and as much margin: a line along its edge is whole. */
const FULL = { position: "absolute", inset: -2, width: "auto", height: "auto" } as const;
const MARGIN = { top: 2, right: 2, bottom: 2, left: 2 };
const ROOM: [number, number] = [0, 1];
const scale = scaleLinear();

/*
 * What stays the same is made once: Recharts puts every change of an axis or of a line through its store, and draws once more for each of them.
 * Points are shares of the room for that reason too: an axis whose ends move with each second is a new axis each second.
 */
const AXES = [
  <XAxis key="x" hide dataKey="x" type="number" scale={scale} domain={ROOM} />,
  <YAxis key="y" hide type="number" scale={scale} domain={ROOM} />,
];
/**
 * A line as it is, with a gap where a side has no value. Recharts' own measures its length for an animation that there is none of, and the whole page
 * is laid out for that.
 */
function StillLine({ points = [], stroke, strokeWidth }: CurveProps) {
  let pen = "M";
  let path = "";
  for (const { x, y } of points) {
    if (x === null || y === null) {
      pen = "M";
      continue;
    }
    path += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
    pen = "L";
  }
  return <path d={path} fill="none" stroke={stroke} strokeWidth={strokeWidth} strokeLinejoin="round" />;
}

const STILL = {
  shape: StillLine,
  dot: false,
  activeDot: false,
  isAnimationActive: false,
  legendType: "none",
  tooltipType: "none",
  type: "linear",
} as const;
const BLUE = <Line key="blue" {...STILL} dataKey="blue" stroke="var(--blue)" strokeWidth={1.6} />;
const GREEN = <Line key="green" {...STILL} dataKey="green" stroke="var(--green)" strokeWidth={2.2} />;
const BOTH = [...AXES, BLUE, GREEN];
const GREEN_ALONE = [...AXES, GREEN];

/** The two lines, over all of the room that they are given. */
function SloLinesPlain({ points, hasBlue }: { points: readonly LinePoint[]; hasBlue: boolean }) {
  return (
    <LineChart responsive style={FULL} data={points} margin={MARGIN} accessibilityLayer={false}>
      {hasBlue ? BOTH : GREEN_ALONE}
    </LineChart>
  );
}

export const SloLines = memo(SloLinesPlain);
