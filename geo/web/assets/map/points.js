// How are points drawn, with the discs they are known to lie in, and the chosen incident's rings?
StrikeMap.points = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, choose = StrikeMap.choose;

  function draw() {
    const state = scene.state;
    if (state.show !== "points") return;
    scene.spots = state.points.map(function (point) {
      const shown = { n: point.certain, possible: point.n - point.certain, gradings: point.gradings };
      return { point: point, chosen: state.selected === "point:" + point.id, label: point.label, shown: shown, layers: [] };
    });
    drawInView();
  }

  // Where there are many points, those out of view are drawn when they come into view; the title says so.
  function drawInView() {
    const spots = scene.spots, many = spots.length > scene.state.points_drawn, view = scene.map.getBounds().pad(0.1);
    let inside = 0;
    spots.forEach(function (spot) {
      const wanted = !many || view.contains([spot.point.lat, spot.point.lon]);
      inside += wanted;
      if (wanted && !spot.layers.length) drawPoint(spot);
      if (!wanted && spot.layers.length && !spot.node.contains(document.activeElement)) {
        spot.layers.forEach(scene.remove);
        spot.layers = [];
      }
    });
    StrikeMap.boxes.tellInView(many ? inside : null, spots.length);
  }

  function drawPoint(spot) {
    const point = spot.point, chosen = spot.chosen, hollow = point.certain === 0;
    if (point.radius_m || chosen) {
      const near = !point.radius_m;
      spot.disc = scene.add(L.circle([point.lat, point.lon], {
        pane: "discs", interactive: false, radius: point.radius_m || scene.state.near_radius_m, weight: chosen ? 2.5 : 1, color: StrikeMap.colours.harm,
        opacity: chosen ? 1 : 0.6, fillColor: StrikeMap.colours.certain, fillOpacity: hollow || near ? 0 : 0.14, dashArray: near ? "6 6" : hollow ? "3 3" : null,
      }));
      spot.layers.push(spot.disc);
    }
    spot.node = el("div");
    spot.look = "";
    dress(spot, spot.shown);
    choose.byKeyboard(spot.node, spot.label, "point", point.id);
    spot.layers.push(choose.place(spot.node, point.lat, point.lon, "point", point.id, 600 - Math.min(point.n, 500)));
  }

  function dress(spot, s) {
    spot.shown = s;
    if (!spot.node) return;
    const n = s.n + s.possible, mark = markOf(s.gradings), look = [n, s.n === 0, s.gradings].join();
    if (spot.look === look) return;
    spot.look = look;
    spot.node.className = "spot " + mark + (s.n === 0 ? " hollow" : "") + (spot.chosen ? " chosen" : "") + (n ? "" : " gone");
    spot.node.style.width = spot.node.style.height = Math.min(Math.round(9 + 3.2 * Math.sqrt(n)), 44) + "px";
    spot.node.style.backgroundImage = mark === "mixed" && s.n ? ring(s.gradings, n) : "";
    if (spot.disc) spot.disc.getElement().style.display = n ? "" : "none";
    spot.node.textContent = "";
    if (n > 1) el("span", "", n, spot.node);
  }

  // The look of a spot: of its one kind of grading, or mixed. Never one colour for several.
  function markOf(gradings) {
    const held = ["headline", "ungraded", "other"].filter(function (_, k) { return gradings[k]; });
    return held.length > 1 ? "mixed" : held[0] || "ungraded";
  }

  // A ring split by grading, its number in the middle.
  function ring(gradings, n) {
    let from = 0;
    const parts = ["certain", "white", "other"].map(function (colour, k) {
      const to = from + 100 * gradings[k] / n, part = `var(--${colour}) ${from}% ${to}%`;
      from = to;
      return part;
    });
    return `radial-gradient(circle closest-side, var(--white) 0 56%, var(--deep) 57% 62%, transparent 63%), conic-gradient(${parts.join(", ")})`;
  }

  // One frame of playback; labels only when texts are due.
  function frame(of, say) {
    for (const spot of scene.spots) {
      const s = of("point", spot.point.id);
      dress(spot, s);
      if (!say) continue;
      spot.label = say.counted(s);
      if (spot.node) choose.tell(spot.node, spot.label);
    }
  }

  // The position of the chosen incident; where its claims disagree, every position, joined; where it is known only to an area, that area's outline.
  function drawRings() {
    if (scene.state.within) {
      const shape = StrikeMap.areas.outline(scene.state.within, { pane: "discs", interactive: false, color: StrikeMap.colours.ink, weight: 3, dashArray: "8 5", fill: false });
      if (shape) scene.add(shape);
    }
    const rings = scene.state.rings, dash = rings.length > 1 ? "5 5" : null;
    const line = { pane: "discs", interactive: false, color: StrikeMap.colours.ink };
    rings.forEach(function (r, k) {
      const at = [r.lat, r.lon];
      if (r.radius_m) scene.add(L.circle(at, { ...line, radius: r.radius_m, weight: 2, dashArray: dash, fill: false }));
      scene.add(L.circleMarker(at, { ...line, radius: 11, weight: 2.5, dashArray: dash, fill: false }));
      const node = el("div", "ring-label " + (k % 2 ? "below" : "above"), r.label);
      scene.add(L.marker(at, { interactive: false, keyboard: false, zIndexOffset: 3000, icon: scene.hold(node) }));
    });
    if (rings.length > 1) scene.add(L.polyline(rings.map(function (r) { return [r.lat, r.lon]; }), { ...line, weight: 1.5, dashArray: "2 5" }));
  }

  return { draw: draw, drawInView: drawInView, drawRings: drawRings, frame: frame };
})();
