// Figures, counts and days in words, as the server says them (geo/text, geo/count); a test compares them frame by frame. Pure.
StrikeMap.words = (function () {
  "use strict";
  const DAY = 86400000;
  const grouped = new Intl.NumberFormat("en-GB"); // made once: hundreds of numbers are written in a frame

  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; }); }
  function number(n) { return grouped.format(n); }
  function epoch(iso) { return Math.round(Date.parse(iso + "T00:00:00Z") / DAY); }
  function iso(day) { return new Date(day * DAY).toISOString().slice(0, 10); }

  function short(g) {
    if (!g.figures) return "";
    const low = g.lows ? number(g.min) : "?"; // nobody states a lowest number
    return "\u2066" + (g.lows && g.min === g.max ? low : low + "–" + number(g.max)) + (g.open ? "+" : "") + "\u2069";
  }

  // What is said in one language, with its templates.
  function speaker(lang, words) {
    const plural = new Intl.PluralRules(lang);

    function count(n) {
      return fill(words.incidents[plural.select(n)] || words.incidents.other, { n: number(n) });
    }

    function counted(s) {
      return count(s.n) + (s.possible ? fill(words.and_possible, { n: number(s.possible) }) : "")
        + (s.spared ? fill(words.or_if_one, { n: number(s.n - s.spared) }) : "");
    }

    function figure(g) {
      const r = words.ranges;
      if (!g.n && !g.possible) return r.nothing;
      if (g.possible && !g.n) return r.possible;
      if (!g.figures) return r.none;
      const kind = !g.lows ? "up_to" : g.min === g.max ? "one" : "two";
      return fill(r[kind + (g.open ? "_open" : "")], { a: number(g.min), b: number(g.max) });
    }

    function days(a, b) {
      const of = function (day) { const d = new Date(day * DAY); return { d: d.getUTCDate(), m: d.getUTCMonth(), y: d.getUTCFullYear() }; };
      const full = function (x) { return x.d + " " + words.months[x.m] + " " + x.y; };
      const first = of(a), last = of(b);
      if (a === b) return full(first);
      const brief = first.y !== last.y ? full(first) : first.m !== last.m ? first.d + " " + words.months[first.m] : String(first.d);
      return fill(words.dates, { start: brief, end: full(last) });
    }

    // The lines of the map's title for the figures of a frame.
    function lines(whole, frame) {
      const gaps = (words.gaps || []).filter(function (gap) { return gap[0] <= frame[1] && gap[1] >= frame[0]; });
      const all = gaps.some(function (gap) { return gap[0] <= frame[0] && gap[1] >= frame[1]; });
      return {
        dates: days(frame[0], frame[1]) + (gaps.length ? " · " + (all ? words.uncovered : words.uncovered_part) : ""), count: counted(whole),
        headline: whole.n ? fill(words.title_headline, { range: figure(whole.headline) }) : "",
        ungraded: whole.n ? fill(words.title_ungraded, { range: figure(whole.ungraded) }) : "",
      };
    }

    return { short: short, counted: counted, figure: figure, days: days, lines: lines };
  }

  return { fill: fill, number: number, epoch: epoch, iso: iso, short: short, speaker: speaker };
})();
