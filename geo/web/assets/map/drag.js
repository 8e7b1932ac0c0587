// How does the map follow a hand on the page's time control? The slider under the map stays the control: it sends its window when it is let go.
// Until then this reads where its thumbs are, which a frame of the same origin can, and draws from the table of playback, without a request.
// The window over the strip is drawn here too, and can be taken and moved as a whole, which the slider cannot.
StrikeMap.drag = (function () {
  "use strict";
  const TEXT_MS = StrikeMap.player.TEXT_MS, DAY = 864e8; // the slider counts microseconds
  const SLIDER = '.st-key-window [data-testid="stSlider"]', STRIP = ".st-key-window .strip";
  let hooks, page, held = null, shown, textAt, told, later, watch, marked;

  // hooks: near() a hand comes near; begin(); show(days, texts); end(days, own): let go, ``own`` if the slider knows nothing of it.
  function start(given) {
    hooks = given;
    try {
      page = window.parent !== window && !StrikeMap.pick ? window.parent.document : null;
    } catch (error) { // a page of another origin
      page = null;
    }
    if (!page) return;
    const heard = { pointerover: near, pointerdown: press, pointerup: release, pointercancel: release };
    for (const [event, act] of Object.entries(heard)) page.addEventListener(event, act, true);
    window.addEventListener("pagehide", function () {
      for (const [event, act] of Object.entries(heard)) page.removeEventListener(event, act, true);
      if (watch) watch.disconnect();
    });
  }

  function closest(event, what) { return event.target && event.target.closest ? event.target.closest(what) : null; }
  function near(event) { if (closest(event, SLIDER + "," + STRIP)) hooks.near(); }

  // The days between the slider's thumbs, and those its track spans.
  function thumbs() {
    const [low, high] = page.querySelectorAll(SLIDER + ' input[type="range"]');
    return high ? { days: [low, high].map(function (x) { return Math.round(x.value / DAY); }), span: [low.min, high.max].map(function (x) { return Math.round(x / DAY); }) } : null;
  }

  function press(event) {
    if (event.button || held) return;
    const strip = closest(event, STRIP), at = thumbs();
    if (!at || !(strip || closest(event, SLIDER))) return;
    if (strip) {
      const day = dayAt(strip, event.clientX, at.span);
      if (day < at.days[0] || day > at.days[1]) return;
      event.preventDefault(); // no text is selected
      page.addEventListener("pointermove", move, true);
    }
    held = { strip: strip, x: event.clientX, from: at.days, days: at.days, span: at.span };
    shown = String(at.days);
    told = true;
    textAt = 0;
    hooks.begin();
    requestAnimationFrame(follow);
  }

  function dayAt(strip, x, span) {
    const box = strip.firstElementChild.getBoundingClientRect(); // the track's width
    return span[0] + (x - box.left) / Math.max(1, box.width) * (span[1] - span[0]);
  }

  function move(event) {
    if (!held || !held.strip) return;
    const by = Math.round(dayAt(held.strip, event.clientX, held.span) - dayAt(held.strip, held.x, held.span));
    const most = Math.min(Math.max(by, held.span[0] - held.from[0]), held.span[1] - held.from[1]);
    held.days = held.from.map(function (day) { return day + most; });
  }

  // Each frame of the screen: shading at once, texts when they are due, the last of them also when the hand rests.
  function follow(now) {
    if (!held) return;
    const at = held.strip ? held : thumbs();
    if (at) held.days = at.days;
    const moved = String(held.days) !== shown, due = now - textAt >= TEXT_MS;
    if (moved || (due && !told)) {
      shown = String(held.days);
      told = due;
      if (due) textAt = now;
      mark(held.days, held.span);
      hooks.show(held.days, due);
    }
    requestAnimationFrame(follow);
  }

  function release() {
    if (!held) return;
    page.removeEventListener("pointermove", move, true);
    const was = held, at = was.strip ? was : thumbs() || was;
    held = null;
    if (String(at.days) !== String(was.from)) hooks.show(at.days, true);
    hooks.end(at.days, Boolean(was.strip));
  }

  // Draw the window over the strip: of the picture, of a frame of playback, of the hand. On a cold page the slider comes after the map.
  function mark(days, span) {
    clearTimeout(later);
    if (!page || !page.querySelector(".st-key-window")) return;
    const strip = page.querySelector(STRIP), over = span || (thumbs() || {}).span;
    if (!strip || !over) {
      later = setTimeout(function () { mark(days, span); }, 250);
      return;
    }
    marked = [days, span];
    if (!watch) { // the page writes its strip anew where a filter changes it, after the map was told
      watch = new MutationObserver(function () {
        const now = page.querySelector(STRIP);
        if (now && !now.querySelector(".window")) mark(...marked);
      });
      watch.observe(page.querySelector(".st-key-window"), { childList: true, subtree: true });
    }
    let box = strip.querySelector(".window");
    if (!box) {
      box = page.createElement("div");
      box.className = "window";
      strip.firstElementChild.appendChild(box);
    }
    const across = function (day) { return 100 * Math.min(1, Math.max(0, (day - over[0]) / Math.max(1, over[1] - over[0]))); };
    box.style.left = across(days[0]) + "%";
    box.style.width = Math.max(0.3, across(days[1]) - across(days[0])) + "%";
  }

  return { start: start, mark: mark, isHeld: function () { return Boolean(held); } };
})();
