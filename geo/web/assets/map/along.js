// Where along a line does a name have room? Pure: positions in pixels.
StrikeMap.along = (function () {
  "use strict";
  const STEP = 24; // pixels between two tries
  const BEND = 3.5; // the line may leave the name's own straight line by so many
  const GAP = 2;

  // The parts of a line of which something may lie in a frame (from 0, 0): of a long road the rest is not looked at.
  function within(points, frame) {
    const runs = [];
    let run = null;
    for (let k = 1; k < points.length; k += 1) {
      const [a, b] = [points[k - 1], points[k]];
      const seen = Math.max(a[0], b[0]) >= 0 && Math.min(a[0], b[0]) <= frame.x && Math.max(a[1], b[1]) >= 0 && Math.min(a[1], b[1]) <= frame.y;
      if (seen && !run) runs.push(run = [a]);
      if (seen) run.push(b);
      else run = null;
    }
    return runs;
  }

  // How far along a line each corner lies.
  function lengths(points) {
    const out = [0];
    for (let k = 1; k < points.length; k += 1) out.push(out[k - 1] + Math.hypot(points[k][0] - points[k - 1][0], points[k][1] - points[k - 1][1]));
    return out;
  }

  function at(points, far, s) {
    let k = 1;
    while (k < far.length - 1 && far[k] < s) k += 1;
    const part = (s - far[k - 1]) / Math.max(1e-9, far[k] - far[k - 1]), [a, b] = [points[k - 1], points[k]];
    return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
  }

  // Small boxes in a row stand for a name that is turned: one box around it would keep a whole corner of the map.
  function boxes(spot, width, height) {
    const n = Math.max(1, Math.ceil(width / height)), turn = [Math.cos(spot.angle), Math.sin(spot.angle)], half = height / 2;
    return Array.from({ length: n }, function (_, k) {
      const away = n === 1 ? 0 : -width / 2 + half + (width - height) * k / (n - 1);
      return StrikeMap.layout.around(spot.x + away * turn[0], spot.y + away * turn[1], 2 * half, 2 * half);
    });
  }

  // The place of a name of some width and height along a line within a frame (from 0, 0): its middle and its turn, read from left to right;
  // near the middle of the line first. null where it is nowhere straight and free enough. ``taken`` grows by what the name takes.
  function place(points, width, height, taken, frame) {
    const far = lengths(points), whole = far[far.length - 1], least = width + 8;
    if (whole < least) return null;
    const middle = (whole - width) / 2;
    for (let away = 0; away <= middle; away += STEP) {
      for (const from of away ? [middle - away, middle + away] : [middle]) {
        const spot = stretch(points, far, from, width);
        if (!spot) continue;
        const own = boxes(spot, width, height);
        const inside = own.every(function (box) { return box.left >= 0 && box.top >= 0 && box.right <= frame.x && box.bottom <= frame.y; });
        if (!inside || own.some(function (box) { return taken.some(function (t) { return StrikeMap.layout.overlap(t, box, GAP); }); })) continue;
        taken.push(...own);
        return spot;
      }
    }
    return null;
  }

  // A stretch of a line as the straight line between its ends; null where it bends too far away.
  function stretch(points, far, from, width) {
    const a = at(points, far, from), b = at(points, far, from + width), long = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (long < 0.95 * width) return null;
    for (let k = 0; k < points.length; k += 1) {
      if (far[k] <= from || far[k] >= from + width) continue;
      const off = Math.abs((b[0] - a[0]) * (points[k][1] - a[1]) - (b[1] - a[1]) * (points[k][0] - a[0])) / long;
      if (off > BEND) return null;
    }
    let angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle <= -Math.PI / 2) angle += Math.PI;
    return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, angle: angle };
  }

  return { place: place, boxes: boxes, within: within };
})();
