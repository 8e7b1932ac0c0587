// How is a selection played through time? Every picture comes with the address of one table (geo/show/playback.py); from it the frames are
// made here, without a request. Stopping, stepping and scrubbing hand the frame's window to the filters, whose answer is offered back.
StrikeMap.player = (function () {
  "use strict";
  const { words: say, frames: windows } = StrikeMap;
  const TEXT_MS = 100, REST_MS = 500; // badge texts change at most ten times a second; the filters follow when the reader rests
  const KEPT = "strike-map-player";
  const choice = { mode: "from_start", stop: "week", speed: "5", loop: false, ...kept() };
  let hooks, box, parts = {}, words, lang, speaker, address, data, range, handed, awaited = [], current, frames = [], table, at = -1, playing = false, waiting = false, begun, textAt = 0, later;

  // How the reader plays is kept while the tab is open, also from page to page.
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || {};
    } catch (error) {
      return {}; // no storage, as in a file opened by double click
    }
  }
  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(choice));
    } catch (error) { /* as above */ }
  }

  function same(a, b) { return a[0] === b[0] && a[1] === b[1]; }
  function id(frame) { return say.iso(frame[0]) + "/" + say.iso(frame[1]); }

  // hooks: enter(picture) and frame(figures, lines, id, speaker) draw, send(kind, id) hands over, rest() draws the server's last picture again.
  function start(given) {
    hooks = given;
    box = document.createElement("div");
    box.id = "player";
    box.setAttribute("role", "group");
    for (const event of ["pointerenter", "focusin"]) box.addEventListener(event, function () { if (address && !playing) prepare(); });
    (document.getElementById("frame") || document.body).appendChild(box);
  }

  // The server's answer to a frame handed back earlier must not undo what the reader has done since: neither what is shown, nor a frame handed
  // back after it, which is answered next. An answer stands for those awaited before it too: the server may have left them.
  function isLate(state) {
    const answered = state.window.map(say.epoch), k = state.play === address ? awaited.findLastIndex(function (frame) { return same(frame, answered); }) : -1;
    if (k < 0) awaited = []; // another choice
    else awaited.splice(0, k + 1);
    if (k < 0 || !(playing || waiting || awaited.length)) return false;
    current = answered;
    return true;
  }

  // Hand a frame to the filters; whether they have it already.
  function hand(frame) {
    handed = frame;
    if (same(frame, awaited.length ? awaited[awaited.length - 1] : current)) return !awaited.length;
    awaited.push(frame);
    hooks.send("window", id(frame));
    return false;
  }

  // A picture came from the server: it is of another choice, or of the frame that was handed back.
  function offer(state) {
    stop();
    awaited = [];
    document.documentElement.classList.toggle("still", !state.play); // a picture of one incident has no time to play
    if (!state.play) { // nothing to play, or to follow a hand with: not with the table of the picture before it either
      address = state.play;
      data = null;
      frames = [];
      current = state.window.map(say.epoch);
      return;
    }
    if (state.play !== address) {
      address = state.play;
      data = null;
    }
    current = state.window.map(say.epoch);
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
    if (parts.scrub) Object.assign(parts.scrub, { value: 0, max: 0, disabled: true });
  }

  function control(tag, name, sign, label) {
    const node = document.createElement(tag);
    node.className = name;
    if (tag === "button") {
      node.type = "button";
      node.textContent = sign;
    }
    StrikeMap.choose.tell(node, label);
    box.appendChild(node);
    parts[name] = node;
    return node;
  }

  function menu(name, label, options) {
    const node = control("select", name, "", label);
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
    control("button", "go", "▶", words.play).addEventListener("click", function () { playing ? pause() : play(); });
    control("button", "back", "‹", words.frame_back).addEventListener("click", function () { step(-1); });
    control("button", "on", "›", words.frame_on).addEventListener("click", function () { step(1); });
    if (StrikeMap.pick) scrubber(); // on a page of the dashboard the slider under the map is the one time control
    menu("mode", words.play_mode, words.modes);
    menu("stop", words.play_stop, words.stops);
    menu("speed", words.speed, words.speeds);
    const loop = control("button", "loop", "⟳", words.loop);
    loop.setAttribute("aria-pressed", choice.loop);
    loop.addEventListener("click", function () {
      choice.loop = !choice.loop;
      keep();
      loop.setAttribute("aria-pressed", choice.loop);
    });
  }

  function scrubber() {
    const scrub = control("input", "scrub", "", words.scrub);
    Object.assign(scrub, { type: "range", min: 0, max: 0, value: 0, disabled: true });
    scrub.addEventListener("input", function () { go(Number(scrub.value)); });
  }

  function draw(texts) {
    const frame = frames[at], figures = windows.figures(data, table, at);
    hooks.frame(figures, speaker.lines(figures.whole, frame), id(frame), texts ? speaker : null);
    StrikeMap.drag.mark(frame);
    if (!parts.scrub) return;
    parts.scrub.value = at;
    parts.scrub.setAttribute("aria-valuetext", speaker.days(frame[0], frame[1]));
  }

  // A hand moves the window under the map: one frame of any days, from the same table; nothing until the table is there.
  function drag(days, texts) {
    if (!data || !speaker) return;
    const figures = windows.figures(data, windows.held(data, days), 0);
    hooks.drag(figures, speaker.lines(figures.whole, days), id(days), data.picture, texts ? speaker : null);
  }

  // The hand let go: the slider sends its window itself, the strip's is handed over. The same window as before is drawn as it was.
  function drop(days, own) {
    if (same(days, current)) return hooks.rest();
    if (own) hooks.send("window", id(days));
  }

  // Fetch the table and list the frames, so that the scrubber can be drawn; the frame that is the window now comes first.
  function prepare(then) {
    if (data) return listed(then);
    const asked = address;
    fetch(asked, { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error("play data " + answer.status);
      return answer.json();
    }).then(function (got) {
      if (asked !== address) return;
      data = got;
      listed(then);
    }).catch(function (error) { console.error(error); });
  }

  function listed(then) {
    if (!frames.length) {
      speaker = say.speaker(lang, data.words);
      frames = windows.list(data, choice, range);
      table = windows.sums(data, frames);
      at = frames.findIndex(function (f) { return same(f, current); });
      if (at < 0 && choice.mode === "window") at = Math.max(0, frames.findIndex(function (f) { return f[0] >= range[0]; }));
      if (parts.scrub) Object.assign(parts.scrub, { max: frames.length - 1, disabled: frames.length < 2, value: Math.max(at, 0) });
      if (parts.scrub) parts.scrub.style.background = gaps();
    }
    if (then) then();
  }

  // Where the scrubber stands on days that no source covers, it is hatched.
  function gaps() {
    const held = frames.map(function (f) {
      return data.words.gaps.some(function (gap) { return f[1] >= gap[0] && f[1] <= gap[1]; });
    });
    return held.map(function (gap, k) {
      if (!gap || (k && held[k - 1])) return "";
      let end = k;
      while (held[end + 1]) end += 1;
      const left = 100 * k / frames.length, width = Math.min(100 * (end + 1 - k) / frames.length, 99.9);
      const stripes = "repeating-linear-gradient(115deg, " + StrikeMap.colours.hatch + " 0 1px, transparent 1px 5px) ";
      return stripes + left / (100 - width) * 100 + "% 50% / " + width + "% 60% no-repeat";
    }).filter(Boolean).join(", ");
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
      tellGo("❚❚", words.pause);
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
    const due = now - textAt >= TEXT_MS, moved = next !== at;
    if (moved || due) {
      at = next;
      if (due) textAt = now;
      draw(due);
    }
    requestAnimationFrame(tick);
  }

  function tellGo(sign, label) {
    parts.go.textContent = sign;
    StrikeMap.choose.tell(parts.go, label);
  }

  function stop() {
    clearTimeout(later);
    waiting = false;
    playing = false;
    if (parts.go) tellGo("▶", words.play);
  }

  // Stopping hands the frame's window to the filters.
  function pause() {
    stop();
    if (at < 0) return;
    draw(true);
    if (hand(frames[at])) hooks.rest(); // the filters have this window already
  }

  // Show one frame; the filters follow when the reader rests.
  function go(k) {
    stop();
    ready(function () {
      at = Math.min(Math.max(k, 0), frames.length - 1);
      draw(true);
      waiting = true;
      later = setTimeout(pause, REST_MS);
    });
  }
  function step(way) {
    stop();
    ready(function () { go(way > 0 && at >= frames.length - 1 ? 0 : at + way); });
  }

  // The table is fetched when a hand comes near, so that it is there before the press.
  function near() { if (address) prepare(); }

  return { TEXT_MS: TEXT_MS, start: start, offer: offer, isLate: isLate, isReady: function () { return Boolean(data); }, near: near, stop: stop, drag: drag, drop: drop };
})();
