// Which windows does a mode of playback show, and what does each hold? From the one table of playback (geo/show/playback.py). Pure.
StrikeMap.frames = (function () {
  "use strict";
  const MEASURES = 14, WIDE = 17; // of certain incidents; with incidents (all, headline, ungraded) of the possible
  const SPARED = 13; // incidents fewer if the likely pairs are one event; of all marks together at "all:"
  const POSSIBLE = [0, 1, 7]; // the measures that are incidents

  // The first and last day of every frame; ``choice`` is mode and stop, ``range`` the window when it began.
  function list(data, choice, range) {
    const firsts = data.stops[choice.stop], span = data.span;
    const stops = firsts.map(function (first, k) { return [Math.max(first, span[0]), k + 1 < firsts.length ? firsts[k + 1] - 1 : span[1]]; });
    if (choice.mode === "window") {
      const whole = span[1] - span[0] + 1, wide = range[1] - range[0] + 1;
      const length = wide < whole ? wide : 30; // a window over everything could not move
      return stops.map(function (s) { return [s[0], s[0] + length - 1]; }).filter(function (f, k) { return k === 0 || f[1] <= span[1]; });
    }
    const inside = stops.filter(function (s) { return s[1] >= range[0] && s[0] <= range[1]; })
      .map(function (s) { return [Math.max(s[0], range[0]), Math.min(s[1], range[1])]; });
    if (choice.mode === "from_start") return inside.map(function (s) { return [range[0], s[1]]; });
    if (choice.mode === "to_end") return inside.map(function (s) { return [s[0], range[1]]; });
    return inside;
  }

  // The first frame for which a test holds, where it holds for all after it too.
  function first(frames, test) {
    let low = 0, high = frames.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (test(frames[mid])) high = mid;
      else low = mid + 1;
    }
    return low;
  }

  // Both ends of the frames only grow, so an interval is certain (or touches the frame) in one run of frames: two marks a row and
  // one sum along the frames build the whole table.
  function sums(data, frames) {
    const wide = data.units.length * WIDE, out = new Int32Array((frames.length + 1) * wide);
    const put = function (k0, k1, row, sign, possible) {
      if (k0 >= k1) return;
      for (const [k, way] of [[k0, sign], [k1, -sign]]) {
        const cell = k * wide + row[0] * WIDE;
        if (possible) POSSIBLE.forEach(function (m, i) { out[cell + MEASURES + i] += way * row[3 + m]; });
        else for (let m = 0; m < MEASURES; m += 1) out[cell + m] += way * row[3 + m];
      }
    };
    data.rows.forEach(function (row) {
      const a = row[1], b = row[2];
      if (a < 0) { // undated: only the whole record holds it
        frames.forEach(function (f, k) { if (f[0] <= data.span[0] && f[1] >= data.span[1]) put(k, k + 1, row, 1, false); });
        return;
      }
      const c0 = first(frames, function (f) { return f[1] >= b; }), c1 = first(frames, function (f) { return f[0] > a; });
      const o0 = first(frames, function (f) { return f[1] >= a; }), o1 = first(frames, function (f) { return f[0] > b; });
      put(c0, c1, row, 1, false);
      put(o0, o1, row, 1, true);
      put(c0, c1, row, -1, true);
    });
    for (let cell = wide; cell < out.length; cell += 1) out[cell] += out[cell - wide];
    return out;
  }

  // The same for one window, in one pass over the rows: what a thumb that is dragged asks for.
  function held(data, frame) {
    const out = new Int32Array(data.units.length * WIDE), start = frame[0], end = frame[1];
    const whole = start <= data.span[0] && end >= data.span[1];
    for (const row of data.rows) {
      const a = row[1], b = row[2], cell = row[0] * WIDE;
      if (a < 0 ? whole : a >= start && b <= end) for (let m = 0; m < MEASURES; m += 1) out[cell + m] += row[3 + m];
      else if (a >= 0 && a <= end && b >= start) for (let i = 0; i < POSSIBLE.length; i += 1) out[cell + MEASURES + i] += row[3 + POSSIBLE[i]];
    }
    return out;
  }

  function read(data, table, k, unit) {
    const c = (k * data.units.length + unit) * WIDE;
    const group = function (at, i) {
      return { n: table[c + at], figures: table[c + at + 1], min: table[c + at + 2], max: table[c + at + 3], open: table[c + at + 4] > 0, lows: table[c + at + 5], possible: table[c + MEASURES + i] };
    };
    return { n: table[c], possible: table[c + MEASURES], headline: group(1, 1), ungraded: group(7, 2), spared: table[c + SPARED] };
  }

  function add(whole, s) {
    for (const key of ["n", "possible"]) whole[key] += s[key];
    for (const g of ["headline", "ungraded"]) {
      for (const key of ["n", "figures", "min", "max", "lows", "possible"]) whole[g][key] += s[g][key];
      whole[g].open = whole[g].open || s[g].open;
    }
  }

  // What a frame holds: of each mark, with its step of the shading and its look; and of all but what is counted apart.
  function figures(data, table, k) {
    const none = function () { return { n: 0, figures: 0, min: 0, max: 0, lows: 0, possible: 0, open: false }; };
    const units = {}, whole = { n: 0, possible: 0, headline: none(), ungraded: none(), spared: 0 };
    data.units.forEach(function (unit, i) {
      const s = read(data, table, k, i);
      if (unit === "all:") {
        whole.spared = s.spared;
        return;
      }
      units[unit] = s;
      if (!unit.startsWith("tray:")) add(whole, s);
      const measure = data.measure === "incidents" ? s.n : s[data.measure].min;
      s.step = data.breaks.filter(function (b) { return measure >= b; }).length - 1;
      s.gradings = [s.headline, s.ungraded].map(function (g) { return g.n + g.possible; });
      s.gradings.push(s.n + s.possible - s.gradings[0] - s.gradings[1]);
    });
    return { units: units, whole: whole };
  }

  return { list: list, sums: sums, held: held, figures: figures };
})();
