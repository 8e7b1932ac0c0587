// Where do badges and names stand so that none covers another? The same rule as geo/out/layout.py: a test compares them. Pure.
StrikeMap.layout = (function () {
  "use strict";

  function around(x, y, w, h) {
    return { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 };
  }

  function overlap(a, b, gap) {
    return a.left < b.right + gap && a.right > b.left - gap && a.top < b.bottom + gap && a.bottom > b.top - gap;
  }

  function free(box, taken, gap) {
    return !taken.some(function (t) { return overlap(t, box, gap); });
  }

  // The spiral on which spots are tried, for a step of one: how far away, and in which direction.
  const spiral = [];
  function turn(k) {
    while (spiral.length <= k) spiral.push([Math.sqrt(spiral.length), Math.cos(2.4 * spiral.length), Math.sin(2.4 * spiral.length)]);
    return spiral[k];
  }

  // The nearest free spot for a mark, outwards along a spiral of ``most`` steps; null where there is none.
  function spot(mark, taken, step, most, gap, good) {
    const reach = 2 * step * Math.sqrt(most), reached = around(mark.x, mark.y, mark.w + reach, mark.h + reach);
    const near = taken.filter(function (t) { return overlap(t, reached, gap); });
    for (let k = 0; k < most; k += 1) {
      const at = turn(k), away = step * at[0], x = mark.x + away * at[1], y = mark.y + away * at[2];
      if (free(around(x, y, mark.w, mark.h), near, gap) && good(mark, x, y)) return { x: x, y: y }; // asking a shape costs most
    }
    return null;
  }

  // Find a place for each mark (x, y, w, h; in the order of their weight), trying one round of rules after the other: a round says
  // which marks it is for, how far it looks, and which spots are good. Gives the spots, null where none was found; ``taken`` grows.
  function settle(marks, taken, rounds) {
    const found = marks.map(function () { return null; });
    rounds.forEach(function (round) {
      marks.forEach(function (mark, k) {
        if (found[k] || !round.takes(mark)) return;
        found[k] = spot(mark, taken, round.step, round.most(mark), round.gap, round.good);
        if (found[k]) taken.push(around(found[k].x, found[k].y, mark.w, mark.h));
      });
    });
    return found;
  }

  // Which marks can open where they lie without covering another mark's place or what is taken.
  function open(marks, taken, half) {
    const places = marks.map(function (m) { return around(m.x, m.y, 2 * half, 2 * half); });
    return marks.map(function (mark, k) {
      const box = around(mark.x, mark.y, mark.w, mark.h);
      const covers = places.some(function (p, j) { return j !== k && overlap(p, box, 1); });
      const opens = !covers && free(box, taken, 2);
      if (opens) taken.push(box);
      return opens;
    });
  }

  // The first side of a place on which its name covers nothing; null where it would on every side.
  function side(name, taken, aside, above) {
    const x = name.x, y = name.y, w = name.w, h = name.h;
    const sides = name.dot
      ? [["right", x + aside + w / 2, y], ["left", x - aside - w / 2, y], ["above", x, y - h / 2 - above], ["below", x, y + h / 2 + above]]
      : [["middle", x, y]];
    for (const [way, cx, cy] of sides) {
      const box = around(cx, cy, w, h);
      if (free(box, taken, 2)) {
        taken.push(box);
        return way;
      }
    }
    return null;
  }

  // Whether a point lies in a shape: its rings are lists of {x, y}, and a ring inside another is a hole (even and odd, as the browser fills it).
  // The browser can be asked of its own path, but looks through the styles of the page each time: a third of a frame under a hand.
  function within(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let k = 0, j = ring.length - 1; k < ring.length; j = k, k += 1) {
        const a = ring[k], b = ring[j];
        if (a.y > y !== b.y > y && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
      }
    }
    return inside;
  }

  return { within: within, around: around, overlap: overlap, settle: settle, open: open, side: side };
})();
