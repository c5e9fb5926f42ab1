// Small charts of one metric over time. The line has gaps where nothing was heard.

import { h } from "./tree.js";
import { duration, exactly, now, timeOfDay } from "./words.js";

const width = 240;
const height = 48;

// `points` are [milliseconds, value], oldest first. With `axes` the chart says its scale and its time. `isOver`:
// nothing is added any more.
export function chart(name, points, tell, { axes = false, isOver = false } = {}) {
  if (points.length < 2) {
    return h("p", { class: "chart-empty" }, "A chart appears with the second report.");
  }
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [start, end] = [points[0][0], points[points.length - 1][0]];
  // A metric that stands still, as far as it is told, is a line in the middle, not noise blown up.
  const isStill = tell(low) === tell(high);
  const x = (time) => ((time - start) / (end - start || 1)) * width;
  const y = (value) => (isStill ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6));
  const steps = points.slice(1).map(([time], index) => time - points[index][0]).sort((a, b) => a - b);
  const gap = steps[Math.floor(steps.length / 2)] * 3;
  let path = "";
  for (const [index, [time, value]] of points.entries()) {
    const isStart = index === 0 || time - points[index - 1][0] > gap;
    path += `${isStart ? "M" : "L"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
  }
  const span = duration((end - start) / 1000);
  const said = isStill
    ? `${name}: steadily ${tell(low)} over ${span}`
    : `${name}: from ${tell(low)} to ${tell(high)} over ${span}, last ${tell(values[values.length - 1])}`;
  const drawing = h("svg", {
    class: "chart-line", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img",
    "aria-label": said,
  }, h("path", { d: path, "vector-effect": "non-scaling-stroke" }));
  if (!axes) return h("div", { class: "chart", title: said }, drawing);
  return h("div", { class: "chart with-axes", title: said },
    drawing,
    h("span", { class: isStill ? "scale still" : "scale", "aria-hidden": "true" },
      isStill ? null : h("span", {}, tell(high)), h("span", {}, tell(low))),
    h("span", { class: "hours", "aria-hidden": "true" },
      h("span", { title: exactly(start) }, timeOfDay(start)),
      h("span", {}, `${span}`),
      h("span", { title: exactly(end) }, !isOver && now() - end < 60000 ? "now" : timeOfDay(end))));
}

// The points of a metric in a document that has them column by column.
export function pointsOf(columns, key) {
  const times = columns.times ??= columns.t.map((time) => Date.parse(time));
  return (columns[key] ?? []).map((value, index) => [times[index], value]);
}
