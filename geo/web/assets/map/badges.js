// What does a badge say, and where does it stand?
StrikeMap.badges = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, layout = StrikeMap.layout;
  let leaders;

  function start() {
    leaders = L.layerGroup().addTo(scene.map);
  }

  // Every badge of a picture, the most incidents first; those of areas that are hatched come with their hatching.
  function wanted(state) {
    const areas = state.show === "areas" ? state.areas.map(function (a) { return { ...a, kind: "area" }; }) : [];
    areas.sort(function (a, b) { return b.n - a.n; });
    return state.city ? [...areas, { ...state.city, kind: "tray", id: "city", muted: true }] : areas;
  }

  function draw() {
    wanted(scene.state).forEach(add);
  }

  function add(a) {
    const chosen = scene.state.selected === a.kind + ":" + a.id;
    const node = el("div", "badge" + (a.muted ? " muted" : "") + (a.wide ? " wide" : "") + (a.at_place ? " at-place" : "") + (a.when ? " again" : "") + (a.doubt ? " perhaps" : "") + (chosen ? " chosen" : ""));
    write(node, a.n, a.possible, a.title, a.headline, a.ungraded, a);
    StrikeMap.choose.byKeyboard(node, a.label, a.kind, a.id);
    const marker = StrikeMap.choose.place(node, a.lat, a.lon, a.kind, a.id, 1000 + a.n);
    const bare = Boolean(a.muted || a.wide);
    scene.badges.push({ id: a.id, kind: a.kind, title: a.title, bare: bare, node: node, marker: marker, lat: a.lat, lon: a.lon, n: a.n, muted: Boolean(a.muted) });
  }

  function write(node, n, possible, title, headline, ungraded, again) {
    node.textContent = "";
    const ranged = again && again.often && again.often.includes("\u2013"); // likely pairs may be one event; a dot has room for one number only
    const number = el("b", "", ranged ? null : n, node);
    if (ranged) for (const [kind, text] of [["often", again.often], ["most", n]]) el("span", kind, text, number);
    if (possible) el("i", "", "+" + possible, number);
    if (title) el("span", "name", title, node);
    if (headline) el("span", "headline", headline, node);
    if (ungraded) el("span", "ungraded", ungraded, node);
    if (again && again.when) el("span", "when", again.when, node);
    if (again && again.doubt) el("span", "doubt", again.doubt, node);
  }

  // The figures of the picture that is shown, on the badges that are there; says whether one came, went, or needs another width.
  function refigure() {
    const key = function (x) { return x.kind + ":" + x.id; };
    const now = wanted(scene.state), there = new Set(now.map(key)), here = new Map(scene.badges.map(function (b) { return [key(b), b]; }));
    let moved = false;
    for (const badge of scene.badges) if (!there.has(key(badge))) scene.remove(badge.marker);
    moved = scene.badges.some(function (b) { return !there.has(key(b)); });
    scene.badges = scene.badges.filter(function (b) { return there.has(key(b)); });
    for (const a of now) {
      const badge = here.get(key(a));
      if (!badge) {
        add(a);
        moved = true;
        continue;
      }
      badge.n = a.n;
      const said = JSON.stringify([a.n, a.possible, a.title, a.headline, a.ungraded, a.label, a.often, a.when, a.doubt]);
      if (badge.said === said) continue; // most stay as they are while a window moves
      badge.said = said;
      badge.size = null;
      const was = badge.node.textContent.length;
      write(badge.node, a.n, a.possible, a.title, a.headline, a.ungraded, a);
      badge.node.classList.toggle("perhaps", Boolean(a.doubt));
      StrikeMap.choose.tell(badge.node, a.label);
      badge.marker.setZIndexOffset(1000 + a.n);
      moved = moved || was !== badge.node.textContent.length || badge.node.classList.contains("dot");
    }
    return moved;
  }

  // One frame of playback, when texts are due.
  function frame(of, say) {
    for (const badge of scene.badges) {
      const s = of(badge.kind, badge.id);
      const words = [s.n, s.possible, badge.bare ? "" : say.short(s.headline), badge.bare ? "" : say.short(s.ungraded)];
      if (badge.words === words.join("|")) continue;
      badge.words = words.join("|");
      badge.said = badge.size = null;
      badge.node.classList.toggle("gone", !s.n && !s.possible);
      write(badge.node, words[0], words[1], badge.title, words[2], words[3]);
      if (badge.node.classList.contains("dot")) asDot(badge, s.n + s.possible);
      StrikeMap.choose.tell(badge.node, badge.title + ": " + say.counted(s));
    }
  }

  function asDot(badge, n) {
    const again = badge.node.classList.contains("again"); // how often is what this level is for: every dot says it
    const size = Math.min(34, Math.round((again ? 13 : 7) + 3 * Math.sqrt(n)));
    badge.node.classList.add("dot");
    badge.node.classList.toggle("counted", again || n > 4);
    badge.node.style.setProperty("--size", size + "px");
    return size;
  }

  const steps = function (reach) { return Math.ceil((reach / 3) * (reach / 3)); };
  const always = function () { return true; };

  // In its area as near as that can be; where there is no room, beside it if it has five incidents and that is near.
  const ROUNDS = [
    { takes: always, step: 3, most: function (m) { return steps(m.muted ? 150 : 66); }, gap: 2, good: function (m, x, y) { return StrikeMap.areas.holds(m.id, x, y); } },
    { takes: function (m) { return m.n >= 5; }, step: 3, most: function () { return steps(110); }, gap: 2, good: onMap },
  ];
  const DOTS = [{ takes: always, step: 3, most: function () { return steps(40); }, gap: 0, good: always }];

  function onMap(mark, x, y) {
    const size = scene.map.getSize();
    return x > 30 && y > 30 && x < size.x - 30 && y < size.y - 40;
  }

  // Those whose size is not known are shown in full, before they are measured: reading a size lays the page out.
  function loosen(anew) {
    leaders.clearLayers();
    for (const badge of scene.badges) {
      if (anew) badge.size = null;
      if (!badge.size) badge.node.classList.remove("dot");
    }
  }

  function measure() {
    for (const badge of scene.badges) if (!badge.size) badge.size = { w: badge.node.offsetWidth, h: badge.node.offsetHeight };
  }

  // A badge of an area keeps inside it and covers no other; where there is no room, it becomes a dot. A place keeps its
  // dot where it lies, and opens into a badge only if that covers no other place.
  function settle(taken) {
    const state = scene.state;
    const marks = scene.badges.map(function (badge) {
      const at = scene.map.latLngToContainerPoint([badge.lat, badge.lon]);
      return { badge: badge, id: badge.id, n: badge.n, muted: badge.muted, x: at.x, y: at.y, w: badge.size.w, h: badge.size.h };
    }).sort(function (a, b) { return b.muted - a.muted || b.n - a.n; });
    let left = marks;
    const spots = new Map(); // of those that do not stand where their area's middle is
    if (!(state.playing && state.level === "place")) { // in playback a place's dot stays where it lies and only changes its size
      const atPlaces = state.show === "areas" && state.level === "place";
      const found = atPlaces ? layout.open(marks, taken, 5) : layout.settle(marks, taken, ROUNDS);
      if (!atPlaces) found.forEach(function (spot, k) { spots.set(marks[k], spot); });
      left = marks.filter(function (_, k) { return !found[k]; });
      found.forEach(function (spot, k) { if (spot) marks[k].badge.node.classList.remove("dot"); });
    }
    const dots = left.map(function (m) {
      const size = 0.8 * asDot(m.badge, m.n);
      return { ...m, w: size, h: size };
    });
    if (!state.playing) layout.settle(dots, taken, DOTS).forEach(function (spot, k) { spots.set(left[k], spot); });
    for (const mark of marks) move(mark, spots.get(mark));
  }

  // To its spot, or back to where it belongs; a thin line leads back from outside its area.
  function move(mark, spot) {
    const badge = mark.badge, there = spot ? scene.map.containerPointToLatLng([spot.x, spot.y]) : L.latLng(badge.lat, badge.lon);
    if (!badge.marker.getLatLng().equals(there)) badge.marker.setLatLng(there);
    if (!spot) return;
    const away = Math.hypot(spot.x - mark.x, spot.y - mark.y) > 5;
    if (away && (!scene.shapes[badge.id] || !StrikeMap.areas.holds(badge.id, spot.x, spot.y))) {
      leaders.addLayer(L.polyline([[badge.lat, badge.lon], there], { pane: "discs", interactive: false, color: StrikeMap.colours.ink, weight: 1 }));
    }
  }

  return { start: start, draw: draw, add: add, refigure: refigure, frame: frame, loosen: loosen, measure: measure, settle: settle };
})();
