// Playback: runs a selection through time in the browser, without asking the server for anything but one table.
// RaqqaPlayer.start(hooks) runs once; RaqqaPlayer.offer(state) is called with each picture the server sends.
"use strict";
window.RaqqaPlayer = (function () {
  const DAY = 86400000, TEXT_MS = 100; // badge texts change at most ten times a second
  const choice = { mode: "from_start", stop: "week", speed: "5", loop: false, ...kept() };
  let hooks, box, parts = {}, words, lang, address, data, range, handed, current, frames = [], table, at = -1, playing = false, waiting = false, begun, textAt = 0, later;

  function epoch(iso) { return Math.round(Date.parse(iso + "T00:00:00Z") / DAY); }
  function iso(day) { return new Date(day * DAY).toISOString().slice(0, 10); }

  // How the reader plays is kept while the tab is open, also from page to page.
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem("raqqa-player")) || {};
    } catch (error) {
      return {}; // no storage, as in a file opened by double click
    }
  }
  function keep() {
    try {
      sessionStorage.setItem("raqqa-player", JSON.stringify(choice));
    } catch (error) { /* as above */ }
  }

  function same(a, b) { return a[0] === b[0] && a[1] === b[1]; }

  function start(given) {
    hooks = given;
    box = document.createElement("div");
    box.id = "player";
    box.setAttribute("role", "group");
    for (const event of ["pointerenter", "focusin"]) box.addEventListener(event, function () { if (address && !playing) prepare(); });
    (document.getElementById("frame") || document.body).appendChild(box);
  }

  // The server's answer to a frame handed back earlier must not undo what the reader has done since.
  function isLate(state) {
    const answered = state.window.map(epoch);
    if (!(playing || waiting) || state.play !== address || !handed || !same(handed, answered)) return false;
    current = answered;
    return true;
  }

  // A picture came from the server: it is of another choice, or of the frame that was handed back.
  function offer(state) {
    stop();
    document.documentElement.classList.toggle("still", !state.play); // a picture of one incident has no time to play
    if (!state.play) return;
    if (state.play !== address) {
      address = state.play;
      data = null;
    }
    current = state.window.map(epoch);
    if (!range || !handed || !same(handed, current)) {
      range = current;
      handed = null;
      at = -1;
    }
    frames = [];
    if (lang !== state.lang) {
      lang = state.lang;
      words = state.words.player;
      build();
    }
    if (data) return prepare();
    parts.scrub.value = 0;
    parts.scrub.max = 0;
    parts.scrub.disabled = true;
  }

  function control(tag, name, text, parent) {
    const node = document.createElement(tag);
    node.className = name;
    if (tag === "button") {
      node.type = "button";
      node.textContent = text[0];
    }
    node.title = text[1];
    node.setAttribute("aria-label", text[1]);
    parent.appendChild(node);
    parts[name] = node;
    return node;
  }

  function menu(name, label, options) {
    const node = control("select", name, ["", label], box);
    for (const [value, text] of Object.entries(options)) node.appendChild(new Option(text, value, false, value === String(choice[name])));
    node.addEventListener("change", function () {
      choice[name] = node.value;
      keep();
      const going = playing;
      stop();
      if (name !== "speed") {
        frames = [];
        at = -1;
      }
      if (going) play();
      else prepare();
    });
  }

  function build() {
    box.textContent = "";
    box.setAttribute("aria-label", words.player);
    control("button", "go", ["▶", words.play], box).addEventListener("click", function () { playing ? pause() : play(); });
    control("button", "back", ["‹", words.frame_back], box).addEventListener("click", function () { step(-1); });
    control("button", "on", ["›", words.frame_on], box).addEventListener("click", function () { step(1); });
    const scrub = control("input", "scrub", ["", words.scrub], box);
    Object.assign(scrub, { type: "range", min: 0, max: 0, value: 0, disabled: true });
    scrub.addEventListener("input", function () { go(Number(scrub.value)); });
    menu("mode", words.play_mode, words.modes);
    menu("stop", words.play_stop, words.stops);
    menu("speed", words.speed, words.speeds);
    const loop = control("button", "loop", ["⟳", words.loop], box);
    loop.setAttribute("aria-pressed", choice.loop);
    loop.addEventListener("click", function () {
      choice.loop = !choice.loop;
      keep();
      loop.setAttribute("aria-pressed", choice.loop);
    });
  }

  // The first and last day of every frame of a mode.
  function frameList() {
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

  // For each frame and unit: the measures of the certain, then incidents (all, headline, ungraded) of the possible. Both
  // ends of the frames only grow, so an interval is certain (or touches the frame) in one run of frames: two marks a row
  // and one sum along the frames build the whole table.
  const CERTAIN = 11, WIDE = 14;
  function sums() {
    const many = frames.length, units = data.units.length, wide = units * WIDE;
    const out = new Int32Array((many + 1) * wide);
    const first = function (test) { let low = 0, high = many; while (low < high) { const mid = (low + high) >> 1; if (test(frames[mid])) high = mid; else low = mid + 1; } return low; };
    const put = function (k0, k1, row, sign, from) {
      if (k0 >= k1) return;
      for (const [k, way] of [[k0, sign], [k1, -sign]]) {
        const cell = k * wide + row[0] * WIDE;
        if (from === 0) for (let m = 0; m < CERTAIN; m += 1) out[cell + m] += way * row[3 + m];
        else [0, 1, 6].forEach(function (m, i) { out[cell + CERTAIN + i] += way * row[3 + m]; });
      }
    };
    data.rows.forEach(function (row) {
      const a = row[1], b = row[2];
      if (a < 0) {
        frames.forEach(function (f, k) { if (f[0] <= data.span[0] && f[1] >= data.span[1]) put(k, k + 1, row, 1, 0); });
        return;
      }
      const c0 = first(function (f) { return f[1] >= b; }), c1 = first(function (f) { return f[0] > a; });
      put(c0, c1, row, 1, 0);
      const o0 = first(function (f) { return f[1] >= a; }), o1 = first(function (f) { return f[0] > b; });
      put(o0, o1, row, 1, 1);
      put(c0, c1, row, -1, 1);
    });
    for (let cell = wide; cell < out.length; cell += 1) out[cell] += out[cell - wide];
    return out;
  }

  function read(k, unit) {
    const c = (k * data.units.length + unit) * WIDE;
    const group = function (o) { return { n: table[c + o], figures: table[c + o + 1], min: table[c + o + 2], max: table[c + o + 3], open: table[c + o + 4] > 0 }; };
    return {
      n: table[c], possible: table[c + CERTAIN],
      headline: { ...group(1), possible: table[c + CERTAIN + 1] }, ungraded: { ...group(6), possible: table[c + CERTAIN + 2] },
    };
  }

  function add(a, b) {
    for (const key of ["n", "possible"]) a[key] += b[key];
    for (const g of ["headline", "ungraded"]) {
      for (const key of ["n", "figures", "min", "max", "possible"]) a[g][key] += b[g][key];
      a[g].open = a[g].open || b[g].open;
    }
    return a;
  }

  // The same words as the server's (geo/text/words.py, geo/count/totals.py): a test compares them frame by frame.
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; }); }
  function number(n) { return n.toLocaleString("en-GB"); }
  function count(n) {
    const forms = data.words.incidents;
    return fill(forms[new Intl.PluralRules(lang).select(n)] || forms.other, { n: number(n) });
  }
  function figure(g) {
    const r = data.words.ranges;
    if (!g.n && !g.possible) return r.nothing;
    if (g.possible && !g.n) return r.possible;
    if (!g.figures) return r.none;
    return fill(r[(g.min === g.max ? "one" : "two") + (g.open ? "_open" : "")], { a: number(g.min), b: number(g.max) });
  }
  function short(g) {
    if (!g.figures) return "";
    return "\u2066" + (g.min === g.max ? number(g.min) : number(g.min) + "–" + number(g.max)) + (g.open ? "+" : "") + "\u2069";
  }
  function days(a, b) {
    const of = function (day) { const d = new Date(day * DAY); return { d: d.getUTCDate(), m: d.getUTCMonth(), y: d.getUTCFullYear() }; };
    const first = of(a), last = of(b);
    const full = function (x) { return x.d + " " + data.words.months[x.m] + " " + x.y; };
    if (a === b) return full(first);
    const brief = first.y !== last.y ? full(first) : first.m !== last.m ? first.d + " " + data.words.months[first.m] : String(first.d);
    return fill(data.words.dates, { start: brief, end: full(last) });
  }
  function counted(s) {
    return count(s.n) + (s.possible ? fill(data.words.and_possible, { n: number(s.possible) }) : "");
  }

  function draw(texts) {
    const frame = frames[at];
    const units = {}, whole = { n: 0, possible: 0, headline: { n: 0, figures: 0, min: 0, max: 0, possible: 0, open: false }, ungraded: { n: 0, figures: 0, min: 0, max: 0, possible: 0, open: false } };
    data.units.forEach(function (unit, k) {
      const s = read(at, k);
      units[unit] = s;
      if (unit !== "tray:city") add(whole, s);
      const measure = data.measure === "incidents" ? s.n : s[data.measure].min;
      s.step = data.breaks.filter(function (b) { return measure >= b; }).length - 1;
      s.mark = s.headline.n + s.headline.possible ? "headline" : s.n + s.possible > s.ungraded.n + s.ungraded.possible ? "other" : "ungraded";
    });
    hooks.frame({
      units: units, texts: texts, id: iso(frame[0]) + "/" + iso(frame[1]), short: short, counted: counted,
      lines: {
        dates: days(frame[0], frame[1]), count: counted(whole),
        headline: whole.n ? fill(data.words.title_headline, { range: figure(whole.headline) }) : "",
        ungraded: whole.n ? fill(data.words.title_ungraded, { range: figure(whole.ungraded) }) : "",
      },
    });
    parts.scrub.value = at;
    parts.scrub.setAttribute("aria-valuetext", days(frame[0], frame[1]));
  }

  // Fetch the table and list the frames, so that the scrubber can be drawn; the frame that is the window now comes first.
  function prepare(then) {
    const go_ = function () {
      if (!frames.length) {
        frames = frameList();
        table = sums();
        parts.scrub.max = frames.length - 1;
        parts.scrub.disabled = frames.length < 2;
        at = frames.findIndex(function (f) { return same(f, current); });
        if (at < 0 && choice.mode === "window") at = Math.max(0, frames.findIndex(function (f) { return f[0] >= range[0]; }));
        parts.scrub.value = Math.max(at, 0);
      }
      if (then) then();
    };
    if (data) return go_();
    const asked = address;
    fetch(asked, { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error("play data " + answer.status);
      return answer.json();
    }).then(function (got) {
      if (asked !== address) return;
      data = got;
      go_();
    }).catch(function (error) { console.error(error); });
  }

  function ready(then) {
    prepare(function () {
      hooks.enter(data.picture);
      then();
    });
  }

  function play() {
    clearTimeout(later);
    ready(function () {
      playing = true;
      parts.go.textContent = "❚❚";
      parts.go.title = words.pause;
      parts.go.setAttribute("aria-label", words.pause);
      if (at >= frames.length - 1) at = -1;
      begun = { t: performance.now(), at: at };
      requestAnimationFrame(tick);
    });
  }

  function tick(now) {
    if (!playing) return;
    let next = begun.at + 1 + Math.floor(Math.max(0, now - begun.t) / 1000 * Number(choice.speed));
    if (next >= frames.length) {
      if (!choice.loop) {
        at = frames.length - 1;
        return pause();
      }
      begun = { t: now, at: -1 };
      next = 0;
    }
    const due = now - textAt >= TEXT_MS;
    if (next !== at || due) {
      const moved = next !== at;
      at = next;
      if (due) textAt = now;
      if (moved || due) draw(due);
    }
    requestAnimationFrame(tick);
  }

  function stop() {
    clearTimeout(later);
    waiting = false;
    playing = false;
    if (!parts.go) return;
    parts.go.textContent = "▶";
    parts.go.title = words.play;
    parts.go.setAttribute("aria-label", words.play);
  }

  // Stopping hands the frame's window to the filters.
  function pause() {
    stop();
    if (at < 0) return;
    draw(true);
    handed = frames[at];
    if (same(handed, current)) return hooks.rest(); // the filters have this window already
    hooks.send("window", iso(handed[0]) + "/" + iso(handed[1]));
  }

  // Show one frame; the filters follow when the reader rests.
  function go(k) {
    stop();
    ready(function () {
      at = Math.min(Math.max(k, 0), frames.length - 1);
      draw(true);
      waiting = true;
      later = setTimeout(pause, 500);
    });
  }
  function step(way) {
    stop();
    ready(function () { go(way > 0 && at >= frames.length - 1 ? 0 : at + way); });
  }

  return { start: start, offer: offer, isLate: isLate, fill: fill };
})();
