// The pictures of the land a reader brought (geo/record/ground_pictures.py), below areas: one, or a before and an after with a line between them to move.
StrikeMap.pictures = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;
  const LEVELS = { before: 212, after: 213 }; // between the land and its shades
  const STEP = 0.02, LEAP = 0.1; // of the map's width, by one key
  let known = "[]", list = [], layers = {}, mode = "off", share = 0.5, line, knob, sides = {};

  function start() {
    for (const [place, z] of Object.entries(LEVELS)) {
      const pane = scene.map.createPane("picture-" + place);
      pane.style.zIndex = z;
      pane.style.pointerEvents = "none";
    }
    line = el("div", "swipe", "", scene.map.getContainer());
    line.hidden = true;
    sides = { before: el("p", "side before", "", line), after: el("p", "side after", "", line) };
    knob = el("button", "knob", "↔", line);
    knob.type = "button";
    for (const [name, value] of [["role", "slider"], ["aria-orientation", "horizontal"], ["aria-valuemin", 0], ["aria-valuemax", 100]]) knob.setAttribute(name, value);
    L.DomEvent.disableClickPropagation(knob);
    knob.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      event.preventDefault();
      knob.focus({ preventScroll: true });
      knob.setPointerCapture(event.pointerId);
    });
    knob.addEventListener("pointermove", function (event) {
      if (!knob.hasPointerCapture(event.pointerId)) return;
      const frame = scene.map.getContainer().getBoundingClientRect();
      put((event.clientX - frame.left) / frame.width);
    });
    knob.addEventListener("keydown", press);
    scene.map.on("move zoom viewreset resize moveend", clip);
  }

  // The line stands where it is seen: the map has no direction of writing, and neither has it.
  function press(event) {
    const by = event.shiftKey ? LEAP : STEP;
    const to = { ArrowLeft: share - by, ArrowDown: share - by, ArrowRight: share + by, ArrowUp: share + by, PageDown: share - LEAP, PageUp: share + LEAP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the map's own keys move it
    put(to);
  }

  function offer(pictures) {
    const now = JSON.stringify(pictures || []);
    if (now === known) return;
    const same = function (all) { return JSON.stringify(all.map(function (one) { return one.url; })); };
    const others = same(list) !== same(pictures || []);
    known = now;
    list = pictures || [];
    if (others) {
      for (const layer of Object.values(layers)) scene.map.removeLayer(layer);
      layers = {};
      mode = list.length > 1 ? "both" : list.length ? list[0].place : "off";
    }
    draw();
  }

  function draw() {
    for (const one of list) {
      const on = mode === "both" || mode === one.place;
      if (on && !layers[one.place]) layers[one.place] = L.imageOverlay(one.url, one.bounds, { pane: "picture-" + one.place, className: "ground-picture", alt: one.title, interactive: false });
      if (on) layers[one.place].addTo(scene.map);
      else if (layers[one.place]) scene.map.removeLayer(layers[one.place]);
    }
    const container = scene.map.getContainer(), both = mode === "both";
    container.classList.toggle("pictured", mode !== "off");
    line.hidden = !both;
    if (both) tell();
    clip();
    StrikeMap.areas.retone();
  }

  function tell() {
    for (const one of list) {
      const side = sides[one.place];
      side.textContent = "";
      side.dir = scene.state.dir;
      el("b", "", one.title, side);
      el("span", "", one.owner, side);
    }
    knob.lang = scene.state.lang;
    StrikeMap.choose.tell(knob, scene.state.words.swipe);
  }

  function put(to) {
    share = Math.max(0, Math.min(1, to));
    clip();
  }

  // Each picture on its side of the line, in the pixels of the pane, which moves with the map.
  function clip() {
    const both = mode === "both", size = scene.map.getSize(), at = Math.round(share * size.x);
    const corner = scene.map.containerPointToLayerPoint([0, 0]);
    const part = function (from, to) {
      const [left, right, top, bottom] = [corner.x + from, corner.x + to, corner.y, corner.y + size.y];
      return "polygon(" + [[left, top], [right, top], [right, bottom], [left, bottom]].map(function (p) { return p[0] + "px " + p[1] + "px"; }).join(",") + ")";
    };
    scene.map.getPane("picture-before").style.clipPath = both ? part(0, at) : "";
    scene.map.getPane("picture-after").style.clipPath = both ? part(at, size.x) : "";
    if (!both || !scene.state) return;
    line.style.left = at + "px";
    const percent = Math.round(100 * share);
    knob.setAttribute("aria-valuenow", percent);
    knob.setAttribute("aria-valuetext", StrikeMap.words.fill(scene.state.words.swipe_at, { before: list[0].title, after: list[1].title, n: percent, m: 100 - percent }));
  }

  function setMode(to) {
    mode = to;
    draw();
    scene.map.fire("ownground");
  }

  return { start: start, offer: offer, setMode: setMode, list: function () { return list; }, mode: function () { return mode; } };
})();
