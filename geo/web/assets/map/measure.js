// How far is it along the points a reader sets, by mouse, finger or keyboard? Each length is read aloud.
StrikeMap.measure = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;
  let button, box, drawn = null, spots = [], on = false;

  function start() {
    const frame = scene.map.getContainer();
    box = el("p", "box measured", "", frame);
    box.hidden = true;
    box.setAttribute("role", "status");
    frame.addEventListener("click", click, true);
    frame.addEventListener("keydown", press, true);
  }

  function opens(node) {
    button = node;
    button.setAttribute("aria-pressed", String(on));
  }

  function toggle() {
    on = !on;
    spots = [];
    const frame = scene.map.getContainer();
    frame.classList.toggle("measuring", on);
    button.setAttribute("aria-pressed", String(on));
    if (on) scene.map.doubleClickZoom.disable();
    else scene.map.doubleClickZoom.enable();
    draw();
    if (on) frame.focus({ preventScroll: true });
  }

  // Before any mark hears of it: while one measures, a click sets a point and chooses nothing.
  function click(event) {
    if (!on || !event.isTrusted || event.target.closest(".leaflet-control, .box, .leaflet-draw-tooltip")) return;
    event.stopPropagation();
    if (scene.map.dragging.enabled() && scene.map.dragging.moved()) return;
    add(scene.map.mouseEventToLatLng(event));
  }

  function press(event) {
    if (!on || event.target.closest(".box")) return;
    const acts = { Enter: function () { add(scene.map.getCenter()); }, Backspace: function () { spots.pop(); draw(); }, Escape: toggle };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  function add(spot) {
    spots.push(spot);
    draw();
  }

  function length() {
    return spots.slice(1).reduce(function (sum, spot, k) { return sum + scene.map.distance(spots[k], spot); }, 0);
  }

  function draw() {
    if (drawn) scene.map.removeLayer(drawn);
    drawn = null;
    box.hidden = !on;
    if (!on) return;
    const words = scene.state.words, ink = StrikeMap.colours.ink;
    drawn = L.layerGroup().addTo(scene.map);
    for (const [color, weight] of [[StrikeMap.colours.white, 5], [ink, 2]]) L.polyline(spots, { pane: "discs", interactive: false, color: color, weight: weight }).addTo(drawn);
    for (const spot of spots) L.circleMarker(spot, { pane: "discs", interactive: false, radius: 3.5, color: ink, weight: 1.5, fillColor: StrikeMap.colours.white, fillOpacity: 1 }).addTo(drawn);
    box.dir = scene.state.dir;
    const km = length() / 1000, shown = km.toLocaleString("en-GB", { maximumFractionDigits: km < 10 ? 2 : 1, minimumFractionDigits: km < 10 ? 2 : 1 });
    box.textContent = spots.length > 1 ? StrikeMap.words.fill(words.measured, { km: shown, n: StrikeMap.words.number(spots.length) }) : words.measure_how;
  }

  return { start: start, opens: opens, toggle: toggle };
})();
