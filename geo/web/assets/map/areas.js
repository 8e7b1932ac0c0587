// How are areas shaded, and hatched where some incidents are known to lie in one only as a whole?
StrikeMap.areas = (function () {
  "use strict";
  const scene = StrikeMap.scene, SVG = "http://www.w3.org/2000/svg";
  const RAMP = StrikeMap.colours.shades;

  function draw() {
    const state = scene.state;
    if (state.show !== "areas" || state.level === "place") return;
    L.geoJSON(StrikeMap.base[state.level]).eachLayer(function (one) {
      one.options.pane = "shade";
      scene.shapes[one.feature.id] = one;
    });
    refigure();
    for (const [id, shape] of Object.entries(scene.shapes)) scene.add(StrikeMap.choose.byMouse(shape, "area", id));
    state.uncovered.forEach(function (id) {
      const feature = StrikeMap.base[state.level].features.find(function (f) { return f.id === id; });
      if (feature) lay(feature, 0.8, "url(#gaps)");
    });
    addPattern(document.querySelector(".leaflet-hatch-pane svg"), "gaps", { x1: 0, y1: 3.5, x2: 2, y2: 3.5 });
  }

  // The shades of the picture that is shown, on the outlines that are there.
  function refigure() {
    const found = Object.fromEntries(scene.state.areas.map(function (a) { return [a.id, a]; }));
    for (const [id, shape] of Object.entries(scene.shapes)) shade(shape, found[id] ? found[id].step : -1, scene.state.selected === "area:" + id);
  }

  function shade(shape, step, chosen) {
    if (shape.step === step) return;
    shape.step = step;
    const under = scene.map.getContainer().classList, seen = under.contains("tiled") || under.contains("pictured"); // what lies under it
    shape.setStyle({
      weight: chosen ? 3 : 0.8, color: chosen ? StrikeMap.colours.ink : StrikeMap.colours.edge,
      fillColor: step >= 0 ? RAMP[step] : StrikeMap.colours.bare, fillOpacity: seen ? 0.45 : step >= 0 ? 0.85 : 0.01,
    });
  }

  // The same shades after what lies under them has changed.
  function retone() {
    for (const [id, shape] of Object.entries(scene.shapes)) {
      if (shape.step === undefined) continue;
      const step = shape.step;
      shape.step = null;
      shade(shape, step, !scene.state.playing && scene.state.selected === "area:" + id);
    }
  }

  // One frame of playback.
  function frame(of) {
    if (scene.state.show === "areas" && scene.state.level !== "place") {
      for (const [id, shape] of Object.entries(scene.shapes)) shade(shape, of("area", id).step, false);
    }
    scene.state.wide.forEach(function (wide) {
      const s = of("wide", wide.id);
      if (scene.shapes[wide.id]) scene.shapes[wide.id].getElement().style.display = s.n || s.possible ? "" : "none";
    });
  }

  // An area to which some incidents are known only as a whole: hatched, with a badge that lists them.
  function hatch() {
    if (scene.state.show !== "points") return;
    const known = ["subdistrict", "district", "governorate"].flatMap(function (level) { return StrikeMap.base[level].features; });
    scene.state.wide.forEach(function (wide) {
      const feature = known.find(function (f) { return f.id === wide.id; });
      if (!feature) return;
      scene.shapes[wide.id] = lay(feature, StrikeMap.base.governorate.features.includes(feature) ? 0.15 : 0.6, "url(#hatch)");
      StrikeMap.badges.add({ ...wide, kind: "wide", wide: true });
    });
    addPattern(document.querySelector(".leaflet-hatch-pane svg"), "hatch", { x1: 0, y1: 0, x2: 0, y2: 7 });
  }

  // A texture over an area, which takes no clicks.
  function lay(feature, opacity, fill) {
    let laid;
    L.geoJSON(feature).eachLayer(function (one) {
      Object.assign(one.options, { pane: "hatch", interactive: false });
      one.setStyle({ weight: 0, fillOpacity: opacity, fillColor: fill });
      laid = scene.add(one);
    });
    return laid;
  }

  // Hatched: some incidents are known only to the area. Dotted: no source covers it.
  function addPattern(root, name, line) {
    if (!root || document.getElementById(name)) return;
    const node = function (tag, values, parent) {
      const made = parent.appendChild(document.createElementNS(SVG, tag));
      for (const [k, v] of Object.entries(values)) made.setAttribute(k, v);
      return made;
    };
    const pattern = node("pattern", { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, node("defs", {}, root));
    node("line", { ...line, stroke: StrikeMap.colours.hatch, "stroke-width": 1 }, pattern);
  }

  // Whether a spot of the map's frame lies in an area; where there is no outline, everywhere does.
  function holds(id, x, y) {
    const shape = scene.shapes[id];
    if (!shape || !shape._path) return true;
    const p = scene.map.containerPointToLayerPoint([x, y]);
    return StrikeMap.layout.within(shape._parts, p.x, p.y); // as they are drawn, cut to what is in view
  }

  // Whether what is shaded at a spot of the map's frame is so strong that a name in its own colour cannot be read on it.
  function isStrong(x, y) {
    return Object.entries(scene.shapes).some(function ([id, shape]) { return shape.step >= StrikeMap.colours.names_turn && holds(id, x, y); });
  }

  // The outline of an area of any level, of its own; nothing where there is no such area.
  function outline(id, style) {
    for (const level of ["subdistrict", "district", "governorate"]) {
      const feature = StrikeMap.base[level].features.find(function (f) { return f.id === id; });
      if (feature) return L.geoJSON(feature, style);
    }
    return null;
  }

  return { draw: draw, outline: outline, refigure: refigure, retone: retone, frame: frame, hatch: hatch, holds: holds, isStrong: isStrong, ramp: RAMP };
})();
